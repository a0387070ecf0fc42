using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage.Records;

/// <summary>One entry of a journal. Times are UTC ticks of the wall clock.</summary>
internal abstract record RecordEntry
{
    private RecordEntry()
    {
    }

    /// <summary>Which torrent in which folder it is all about. The first entry.</summary>
    /// <param name="Subject">The torrent and its place.</param>
    /// <param name="Elsewhere">Files of the torrent that do not lie in their own place but in the file of parts or nowhere, ascending.</param>
    public sealed record Header(RecordSubject Subject, IReadOnlyList<int> Elsewhere) : RecordEntry;

    /// <summary>A process opened the record, while the system ran that is called by this name.</summary>
    public sealed record Opened(string Boot, long Time) : RecordEntry;

    /// <summary>All that was known of the pieces. Each is in at most one of the sets; what is in none is missing.</summary>
    public sealed record Snapshot(Bitfield Durable, Bitfield Written, Bitfield Doubtful) : RecordEntry;

    /// <summary>Stamps of files, as they were last seen.</summary>
    public sealed record Seen(IReadOnlyList<FileNote> Files) : RecordEntry;

    /// <summary>Stamps of files, as they are at least on the disk itself.</summary>
    public sealed record Settled(IReadOnlyList<FileNote> Files) : RecordEntry;

    /// <summary>A piece is about to be written.</summary>
    public sealed record PieceIntended(int Piece, long Time) : RecordEntry;

    /// <summary>A piece was checked and is in its files, which look like this since.</summary>
    public sealed record PieceWritten(int Piece, long Time, IReadOnlyList<FileNote> Files) : RecordEntry;

    /// <summary>A piece is not there.</summary>
    public sealed record PieceFailed(int Piece, long Time) : RecordEntry;

    /// <summary>Pieces were looked at in their files, as these were last seen, and are there or not.</summary>
    public sealed record PiecesChecked(long Time, IReadOnlyList<(int First, int Count)> Good, IReadOnlyList<(int First, int Count)> Bad) : RecordEntry;

    /// <summary>Pieces that had been written are on the disk itself; ranges of first piece and number.</summary>
    public sealed record PiecesDurable(long Time, IReadOnlyList<(int First, int Count)> Pieces) : RecordEntry;

    /// <summary>Pieces that had been written may not be there, since the disk refused to make them durable.</summary>
    public sealed record PiecesDoubted(IReadOnlyList<(int First, int Count)> Pieces) : RecordEntry;

    /// <summary>Bytes uploaded and downloaded in all runs.</summary>
    public sealed record Transferred(long Uploaded, long Downloaded) : RecordEntry;

    /// <summary>The process closed the record in order.</summary>
    public sealed record Closed(long Time) : RecordEntry;
}
