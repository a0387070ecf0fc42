namespace P2PShare.Engine.Pieces;

/// <summary>What a peer's <c>hashes</c> message was worth to <see cref="LeafHashes"/>.</summary>
internal enum LeafAnswer
{
    /// <summary>Nobody waits for it (any more).</summary>
    Unwanted,

    /// <summary>It does not lead to the piece's node: the sender made it up.</summary>
    Wrong,

    /// <summary>True, and kept.</summary>
    Taken,
}
