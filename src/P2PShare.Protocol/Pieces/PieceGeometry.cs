namespace P2PShare.Protocol.Pieces;

/// <summary>
/// How a torrent's content is cut into pieces and blocks. Pieces lie in one space of bytes: in v1 and hybrid all files one after another,
/// pad files included; in v2 every file begins at a multiple of the piece length, and the gap behind it belongs to nobody.
/// </summary>
/// <remarks>
/// A piece's <see cref="LengthOf">length</see> is what is requested and hashed. In v1 and hybrid it is the piece length, or the rest for
/// the last piece. In v2 a file's last piece ends where the file ends.
/// </remarks>
public sealed class PieceGeometry
{
    /// <summary>The unit that is requested, and the leaf of a v2 tree: 16 KiB.</summary>
    public const int BlockLength = 16 * 1024;

    /// <summary>Largest piece length accepted: 512 MiB.</summary>
    public const int MaxPieceLength = 1 << 29;

    private readonly (int FirstPiece, long EndOffset)[] _shortenedBy;

    private PieceGeometry(int pieceLength, long span, (int FirstPiece, long EndOffset)[] shortenedBy)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pieceLength, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(pieceLength, MaxPieceLength);
        ArgumentOutOfRangeException.ThrowIfNegative(span);
        PieceLength = pieceLength;
        Span = span;
        PieceCount = checked((int)((span + pieceLength - 1) / pieceLength));
        _shortenedBy = shortenedBy;
    }

    /// <summary>Bytes of a full piece.</summary>
    public int PieceLength { get; }

    /// <summary>Number of pieces.</summary>
    public int PieceCount { get; }

    /// <summary>Bytes from the first piece's first byte to the end of the last file.</summary>
    public long Span { get; }

    /// <summary>The geometry of v1 and hybrid torrents: one run of <paramref name="totalLength"/> bytes.</summary>
    public static PieceGeometry Continuous(int pieceLength, long totalLength) => new(pieceLength, totalLength, []);

    /// <summary>The geometry of v2 torrents: files of these lengths, each beginning at a multiple of the piece length.</summary>
    public static PieceGeometry Aligned(int pieceLength, IEnumerable<long> fileLengths)
    {
        ArgumentNullException.ThrowIfNull(fileLengths);
        var ends = new List<(int, long)>();
        var pieces = 0L;
        var span = 0L;
        foreach (var length in fileLengths.Where(length => length > 0))
        {
            span = checked((pieces * pieceLength) + length);
            ends.Add((checked((int)pieces), span));
            pieces += (length + pieceLength - 1) / pieceLength;
        }

        return new PieceGeometry(pieceLength, span, [.. ends]);
    }

    /// <summary>Where a piece begins in the space of pieces.</summary>
    public long OffsetOf(int piece) => (long)piece * PieceLength;

    /// <summary>Bytes of a piece that are requested and hashed.</summary>
    public int LengthOf(int piece)
    {
        var end = Span;
        if (_shortenedBy.Length > 0)
        {
            var low = 0;
            var high = _shortenedBy.Length - 1;
            while (low < high)
            {
                var middle = (low + high + 1) / 2;
                if (_shortenedBy[middle].FirstPiece <= piece)
                {
                    low = middle;
                }
                else
                {
                    high = middle - 1;
                }
            }

            end = _shortenedBy[low].EndOffset;
        }

        return (int)Math.Min(PieceLength, end - OffsetOf(piece));
    }

    /// <summary>Number of blocks in a piece.</summary>
    public int BlockCountOf(int piece) => (LengthOf(piece) + BlockLength - 1) / BlockLength;

    /// <summary>Bytes of a block: 16 KiB, or the rest for a piece's last one.</summary>
    public int BlockLengthOf(int piece, int block) => Math.Min(BlockLength, LengthOf(piece) - (block * BlockLength));

    /// <summary>Whether a request from the wire asks for bytes that exist: a known piece, a range inside it, more than 0 and at most <paramref name="maxLength"/> bytes.</summary>
    /// <remarks>A range may reach into the gap behind a v2 file (older libtorrent asks for whole blocks there); those bytes are zeros.</remarks>
    public bool Contains(uint piece, uint begin, uint length, int maxLength) =>
        piece < (uint)PieceCount
        && length > 0
        && length <= (uint)maxLength
        && (ulong)begin + length <= (_shortenedBy.Length > 0 ? (ulong)PieceLength : (ulong)LengthOf((int)piece));
}
