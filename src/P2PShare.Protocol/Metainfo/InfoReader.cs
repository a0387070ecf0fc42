using P2PShare.Protocol.Bencoding;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Reads and checks an info dictionary: all that the info-hash vouches for.</summary>
internal sealed class InfoReader
{
    /// <summary>Most pieces. There are torrents of more than half a million.</summary>
    public const int MaxPieceCount = 0x200000;

    private const long NewestVersion = 2;

    // Paths are spelled out in the dictionary at least once; a tree may repeat a folder's for each file in it.
    private const long FreePathCharacters = 1 << 20;
    private const long PathCharactersPerByte = 8;

    private readonly BencodeValue _info;
    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly WarningList _warnings;
    private readonly TorrentFormat _format;
    private readonly int _pieceLength;

    /// <param name="bytes">The dictionary.</param>
    /// <param name="offset">Where it begins in the torrent, for messages.</param>
    /// <param name="warnings">Takes what is odd.</param>
    /// <exception cref="MetainfoException">It is no dictionary, or of a version that nobody knows yet.</exception>
    public InfoReader(ReadOnlyMemory<byte> bytes, int offset, WarningList warnings)
    {
        _bytes = bytes;
        _warnings = warnings;
        if (!BencodeDocument.TryParse(bytes, BencodeOptions.Lenient, out var document, out var error))
        {
            throw MetainfoErrors.NotBencoded(error, offset);
        }

        _info = document.Root.Kind == BencodeKind.Dictionary ? document.Root : throw new MetainfoException("the info dictionary is no dictionary");
        _format = ReadFormat();
        RequireRegular(document, offset);
        _pieceLength = ReadPieceLength();
    }

    /// <summary>The torrent without what lies outside the dictionary and without piece layers.</summary>
    /// <exception cref="MetainfoException">It cannot be used.</exception>
    public TorrentMetainfo Read()
    {
        var hashes = new InfoHashes(
            _format == TorrentFormat.V2 ? null : Sha1Hash.Of(_bytes.Span),
            _format == TorrentFormat.V1 ? null : Sha256Hash.Of(_bytes.Span));
        var rawName = ReadName();
        var name = SafePaths.ToName(rawName, hashes.Key);
        var raw = ReadFiles(rawName);
        var paths = new SafePaths(FreePathCharacters + (PathCharactersPerByte * _bytes.Length));
        var layout = new ContentLayout(_format, _pieceLength, paths, _warnings);
        var isSingle = IsSingleFile(raw, rawName);
        var files = isSingle ? [layout.Place(raw[0], name)] : layout.Place(raw);
        var geometry = layout.Geometry(files);
        return new TorrentMetainfo
        {
            InfoBytes = _bytes,
            Format = _format,
            InfoHashes = hashes,
            Name = name.Text,
            OriginalName = name.Original,
            IsSingleFile = isSingle,
            Files = files,
            Geometry = geometry,
            PieceHashes = ReadPieceHashes(geometry),
            IsPrivate = ReadPrivate(),
            Source = MetainfoText.Read(_info, "source"u8, _warnings),
        };
    }

    private TorrentFormat ReadFormat()
    {
        var version = ReadVersion();
        if (version == NewestVersion)
        {
            return V1Files.AreIn(_info) ? TorrentFormat.Hybrid : TorrentFormat.V2;
        }

        return _info.TryGet("file tree"u8, out _) ? throw new MetainfoException("a file tree without `meta version` 2") : TorrentFormat.V1;
    }

    // Before anything else, so that a torrent of tomorrow is called that and not broken.
    private long ReadVersion()
    {
        if (!_info.TryGet("meta version"u8, out var stated))
        {
            return 1;
        }

        if (!stated.TryGetInteger(out var version) || version < 1)
        {
            _warnings.Add("`meta version` is no version, and is ignored.");
            return 1;
        }

        return version <= NewestVersion ? version : throw new MetainfoException($"`meta version` {version} is newer than this program");
    }

    // Sloppy v1 torrents are about and work everywhere; but a program that reads a number otherwise than we do sees another torrent.
    private void RequireRegular(BencodeDocument document, int offset)
    {
        if (document.IsCanonical)
        {
            return;
        }

        if (_format != TorrentFormat.V1 || document.HasOtherThan(BencodeFault.UnsortedKeys))
        {
            throw MetainfoErrors.Irregular(document.Irregularity, offset);
        }

        _warnings.Add($"The keys of the info dictionary are not sorted, first at byte {document.Irregularity.Offset + offset}.");
    }

    private int ReadPieceLength()
    {
        if (!_info.TryGetInteger("piece length"u8, out var length) || length is < 1 or > PieceGeometry.MaxPieceLength)
        {
            throw new MetainfoException($"the piece length is not between 1 and {PieceGeometry.MaxPieceLength}");
        }

        if (_format != TorrentFormat.V1 && (length < PieceGeometry.BlockLength || !long.IsPow2(length)))
        {
            throw new MetainfoException($"the piece length {length} of a v2 torrent is not a power of two of at least 16 KiB");
        }

        return (int)length;
    }

    private ReadOnlyMemory<byte> ReadName() =>
        _info.TryGetString("name.utf-8"u8, out ReadOnlyMemory<byte> name) || _info.TryGetString("name"u8, out name)
            ? name
            : throw new MetainfoException("no name");

    private List<RawFile> ReadFiles(ReadOnlyMemory<byte> name)
    {
        var v2 = _format == TorrentFormat.V1 ? null : new V2Files(_warnings).Read(_info);
        RequireSize(v2, alignment: _pieceLength);
        var v1 = _format == TorrentFormat.V2 ? null : new V1Files(_warnings).Read(_info, name);
        RequireSize(v1, alignment: 1);
        return v1 is not null && v2 is not null ? HybridFiles.Join(v1, v2, _pieceLength) : v1 ?? v2!;
    }

    private void RequireSize(List<RawFile>? files, int alignment)
    {
        if (files is null)
        {
            return;
        }

        var largest = (long)MaxPieceCount * _pieceLength;
        var span = 0L;
        foreach (var file in files)
        {
            if (file.Length > largest - span)
            {
                throw new MetainfoException($"more than {MaxPieceCount} pieces");
            }

            span += file.Length;
            span = (span + alignment - 1) / alignment * alignment;
        }

        if (files.TrueForAll(file => file.IsPadding || file.Length == 0))
        {
            throw new MetainfoException("there is nothing in it but empty files");
        }
    }

    // A v2 torrent does not say whether its one file lies in a folder. Where file and torrent bear one name there was none.
    private bool IsSingleFile(List<RawFile> files, ReadOnlyMemory<byte> name) => _format == TorrentFormat.V2
        ? files.Count == 1 && files[0].Path is { Folder: null } path && path.Name.Span.SequenceEqual(name.Span)
        : !_info.TryGet("files"u8, out _);

    private ReadOnlyMemory<byte> ReadPieceHashes(PieceGeometry geometry)
    {
        if (_format == TorrentFormat.V2)
        {
            return default;
        }

        if (!_info.TryGetString("pieces"u8, out ReadOnlyMemory<byte> hashes))
        {
            throw new MetainfoException("no piece hashes");
        }

        return hashes.Length == (long)geometry.PieceCount * Sha1Hash.Size
            ? hashes
            : throw new MetainfoException($"{hashes.Length} bytes of piece hashes for {geometry.PieceCount} pieces");
    }

    private bool ReadPrivate()
    {
        if (!_info.TryGet("private"u8, out var value))
        {
            return false;
        }

        if (value.TryGetInteger(out var flag))
        {
            return flag != 0;
        }

        // Whoever wrote the key in any form did not want the torrent to be public.
        _warnings.Add("`private` is no integer; the torrent is taken as private.");
        return true;
    }
}
