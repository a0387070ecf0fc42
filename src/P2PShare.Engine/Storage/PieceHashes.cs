using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Storage;

/// <summary>What each piece of a torrent must hash to. Immutable.</summary>
internal sealed class PieceHashes
{
    // Padding by its place in the space of pieces.
    private readonly (long Offset, long End)[] _padding;

    public PieceHashes(TorrentMetainfo metainfo)
    {
        Metainfo = metainfo;
        HasTrees = metainfo.HasPieceLayers;
        _padding = [.. metainfo.Files.Where(file => file.IsPadding && file.Length > 0).Select(file => (file.Offset, file.Offset + file.Length))];
        Files = new HashedFiles(metainfo);
    }

    public TorrentMetainfo Metainfo { get; }

    public bool HasSha1 => Metainfo.Format != TorrentFormat.V2;

    public bool HasTrees { get; }

    /// <summary>The SHA-1 of a piece.</summary>
    public ReadOnlySpan<byte> Sha1Of(int piece) => Metainfo.PieceHashes.Span.Slice(piece * Sha1Hash.Size, Sha1Hash.Size);

    /// <summary>The trees of the files.</summary>
    public HashedFiles Files { get; }

    /// <summary>Whether a node is the one that stands for a piece in its file's tree.</summary>
    public bool IsNodeOf(int piece, in Sha256Hash node) => Files.TryGetNode(piece, out var expected) && node == expected;

    /// <summary>Whether all padding among bytes of the space of pieces is zeros.</summary>
    public bool HasZeroPadding(long offset, ReadOnlySpan<byte> bytes)
    {
        for (var i = FirstPaddingEndingBehind(offset); i < _padding.Length && _padding[i].Offset < offset + bytes.Length; i++)
        {
            var from = (int)Math.Max(0, _padding[i].Offset - offset);
            var to = (int)Math.Min(bytes.Length, _padding[i].End - offset);
            if (bytes[from..to].ContainsAnyExcept((byte)0))
            {
                return false;
            }
        }

        return true;
    }

    private int FirstPaddingEndingBehind(long offset)
    {
        var low = 0;
        var high = _padding.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (_padding[middle].End > offset)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
