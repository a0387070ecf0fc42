using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Torrents;

/// <summary>What became of a whole piece.</summary>
internal enum PieceFate
{
    /// <summary>It matches its hash and is written.</summary>
    Stored,

    /// <summary>It does not match.</summary>
    Wrong,

    /// <summary>The disk refused it.</summary>
    Refused,
}

/// <summary>What became of a whole piece.</summary>
/// <param name="Fate">What became of it.</param>
/// <param name="Failure">Why the disk refused it.</param>
/// <param name="Digests">Digests of its blocks, where they are wanted.</param>
/// <param name="Leaves">Hashes of its blocks, where it is wrong and its file has a tree.</param>
internal readonly record struct PieceOutcome(PieceFate Fate, StorageException? Failure, BlockDigest[]? Digests, Sha256Hash[]? Leaves)
{
    /// <summary>The disk refused it; null where it is only not there any more.</summary>
    public static PieceOutcome Refused(StorageException? failure) => new(PieceFate.Refused, failure, null, null);
}

/// <summary>A whole piece that a worker is done with.</summary>
/// <param name="Piece">The piece, whose memory is the receiver's to give back.</param>
/// <param name="Outcome">What became of it.</param>
internal readonly record struct SettledPiece(PieceBuffer Piece, PieceOutcome Outcome);
