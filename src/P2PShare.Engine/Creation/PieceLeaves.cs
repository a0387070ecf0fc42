using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Creation;

/// <summary>The leaves of a piece, which comes part by part. Used again for piece after piece.</summary>
internal sealed class PieceLeaves(int pieceLength)
{
    private readonly Sha256Hash[] _leaves = new Sha256Hash[pieceLength / PieceGeometry.BlockLength];
    private int _count;

    /// <summary>Hashes the next part: whole blocks, but for the file's last one.</summary>
    /// <param name="part">The bytes, without padding.</param>
    /// <param name="lanes">Where whole blocks of it were hashed already, perhaps; null for nowhere.</param>
    /// <param name="lane">As what.</param>
    public void Append(ReadOnlySpan<byte> part, PieceLanes? lanes = null, int lane = 0)
    {
        for (var block = 0; !part.IsEmpty; block++)
        {
            var bytes = part[..Math.Min(PieceGeometry.BlockLength, part.Length)];
            _leaves[_count++] = (bytes.Length == PieceGeometry.BlockLength ? lanes?.LeafOf(lane, block) : null) ?? MerkleTree.HashBlock(bytes);
            part = part[bytes.Length..];
        }
    }

    /// <summary>The piece's node in its file's tree; begins with the next piece.</summary>
    public Sha256Hash Finish(PieceTask piece)
    {
        // A file of one piece is a tree of its own width; the nodes of a larger one are all of a whole piece.
        var leaves = _leaves.AsSpan(0, _count);
        _count = 0;
        return piece.Slices[0].Source.File.Length <= pieceLength
            ? MerkleTree.RootInPlace(leaves, 0)
            : MerkleTree.RootInPlace(leaves, 0, MerkleTree.LayerOf(pieceLength));
    }
}
