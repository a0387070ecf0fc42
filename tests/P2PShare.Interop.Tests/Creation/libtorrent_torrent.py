"""Makes and reads torrents with libtorrent, for comparing them with ours.

FORMAT PIECE_LENGTH (CONTENT OURS THEIRS)...

For each file or folder CONTENT, writes a torrent of it to THEIRS, and prints what libtorrent reads in the torrent
OURS; all readings as one JSON list.
"""
import json
import os
import stat
import sys

import libtorrent as lt

FLAGS = {"v1": lt.create_torrent.v1_only, "v2": lt.create_torrent.v2_only, "hybrid": 0}


def files_below(content):
    """Paths below a folder, component by component in the order of their bytes."""
    found = []
    for folder, _, names in os.walk(content):
        for name in names:
            found.append(os.path.relpath(os.path.join(folder, name), content))
    return sorted(found, key=lambda path: [os.fsencode(part) for part in path.split(os.sep)])


def make(format_name, piece_length, content, torrent):
    name = os.path.basename(content)
    parent = os.path.dirname(content)
    storage = lt.file_storage()
    for path in files_below(content) if os.path.isdir(content) else [""]:
        full = os.path.join(name, path) if path else name
        status = os.stat(os.path.join(parent, full))
        flags = lt.file_flags_t.flag_executable if status.st_mode & stat.S_IXUSR else 0
        storage.add_file(full, status.st_size, flags)
    maker = lt.create_torrent(storage, piece_length, FLAGS[format_name])
    lt.set_piece_hashes(maker, parent)
    entry = maker.generate()
    entry.pop(b"creation date", None)
    with open(torrent, "wb") as output:
        output.write(lt.bencode(entry))


def describe(storage, index):
    flags = storage.file_flags(index)
    symlink = bool(flags & lt.file_storage.flag_symlink)
    return {
        "path": storage.file_path(index),
        "length": storage.file_size(index),
        "executable": bool(flags & lt.file_storage.flag_executable),
        "symlink": storage.symlink(index) if symlink else None,
    }


def read(torrent):
    info = lt.torrent_info(torrent)
    storage = info.files()
    hashes = info.info_hashes()
    return {
        "name": info.name(),
        "v1": str(hashes.v1) if hashes.has_v1() else None,
        "v2": str(hashes.v2) if hashes.has_v2() else None,
        "piece_length": info.piece_length(),
        "piece_count": info.num_pieces(),
        "files": [
            describe(storage, index)
            for index in range(storage.num_files())
            if not storage.file_flags(index) & lt.file_storage.flag_pad_file
        ],
    }


format_name, piece_length, *paths = sys.argv[1:]
readings = []
for content, ours, theirs in zip(paths[0::3], paths[1::3], paths[2::3]):
    make(format_name, int(piece_length), content, theirs)
    readings.append(read(ours))
json.dump(readings, sys.stdout)
