using System.Numerics;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Protocol.Pieces;

/// <summary>The shape of one file's merkle tree: how many nodes it has in which layer. Holds no hashes. BEP 52.</summary>
public readonly record struct FileTree
{
    /// <summary>Most nodes of the base layer in a request that is answered: what libtorrent asks for, a piece of 128 MiB down to its blocks.</summary>
    public const int MaxRequestLength = 8192;

    /// <summary>Most nodes of a base layer in a request of ours. BEP 52 wants no more.</summary>
    public const int UsualRequestLength = 512;

    /// <summary>The tree of a file of at least one byte, in a torrent with pieces of this length, a power of two and at least 16 KiB.</summary>
    public FileTree(long fileLength, int pieceLength)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(fileLength, 1);
        FileLength = fileLength;
        PieceLength = pieceLength;
        BlockCount = ((fileLength - 1) / PieceGeometry.BlockLength) + 1;
        PieceCount = checked((int)(((fileLength - 1) / pieceLength) + 1));
        Height = MerkleTree.HeightOver(BlockCount);
        PieceLayer = Math.Min(MerkleTree.LayerOf(pieceLength), Height);
    }

    /// <summary>Bytes of the file.</summary>
    public long FileLength { get; }

    /// <summary>Bytes of a full piece.</summary>
    public int PieceLength { get; }

    /// <summary>Leaves that are hashes of blocks; the rest is padding.</summary>
    public long BlockCount { get; }

    /// <summary>Number of pieces of the file.</summary>
    public int PieceCount { get; }

    /// <summary>The root's layer: 0 when the file is one block, whose leaf is the root.</summary>
    public int Height { get; }

    /// <summary>The layer of which one node stands for a piece. A file of one piece has its root there, even where the piece is not full.</summary>
    public int PieceLayer { get; }

    /// <summary>Leaves under the node of one piece, padding included.</summary>
    public int LeavesPerPiece => 1 << PieceLayer;

    /// <summary>Nodes of a layer, padding included.</summary>
    public long WidthOf(int layer) => 1L << (Height - layer);

    /// <summary>Bytes of the file in one of its pieces, counted from the file's beginning.</summary>
    public int LengthOf(int piece) => (int)Math.Min(PieceLength, FileLength - ((long)piece * PieceLength));

    /// <summary>Blocks of the file in one of its pieces.</summary>
    public int BlockCountOf(int piece) => ((LengthOf(piece) - 1) / PieceGeometry.BlockLength) + 1;

    /// <summary>The node of a piece, over the leaves of its blocks. The leaves are overwritten.</summary>
    public Sha256Hash RootOfPiece(Span<Sha256Hash> leaves) => MerkleTree.RootInPlace(leaves, 0, PieceLayer);

    /// <summary>Whether a request asks for nodes that this tree has, in a way that BEP 52 or libtorrent asks. The pieces root is not looked at.</summary>
    public bool Contains(in HashRequest request) =>
        request.BaseLayer >= 0
        && request.BaseLayer < Height
        && request.Length is >= 1 and <= MaxRequestLength
        && BitOperations.IsPow2(request.Length)
        && request.Index >= 0
        && request.Index % request.Length == 0
        && (long)request.Index + request.Length <= WidthOf(request.BaseLayer)
        && (long)request.Index << request.BaseLayer < BlockCount
        && request.ProofLayers >= 0
        && request.ProofLayers < Height - request.BaseLayer;
}
