using P2PShare.Engine.Storage.Records;

namespace P2PShare.Engine.Storage;

/// <summary>A file on disk that holds bytes of pieces: one of the torrent's, or the one that keeps parts of unwanted files.</summary>
internal sealed class StoredFile
{
    /// <summary>Place in <see cref="ContentLayout.Files"/>; set once, when it is put there.</summary>
    public int Ordinal { get; set; }

    /// <summary>Place in the torrent's list of files; null for the file of parts.</summary>
    public required int? TorrentIndex { get; init; }

    /// <summary>Absolute.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes it has in the end; for the file of parts, at most.</summary>
    public required long Length { get; init; }

    /// <summary>Where it is opened and looked at: confined to the content's folder, or to the state folder.</summary>
    public required IFileSystem FileSystem { get; init; }

    /// <summary>The first and the last piece that have bytes in it.</summary>
    public required (int First, int Last) Pieces { get; init; }

    /// <summary>By what number records call it: of wherever it stands in the torrent, whatever is wanted.</summary>
    public int NoteNumber => TorrentIndex ?? FileNote.Parts;

    /// <summary>Whether it is the file of parts, which is no content of its own.</summary>
    public bool IsParts => TorrentIndex is null;
}
