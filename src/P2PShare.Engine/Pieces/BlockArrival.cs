namespace P2PShare.Engine.Pieces;

/// <summary>What a block that a peer sent is to us.</summary>
internal enum BlockArrival
{
    /// <summary>Never asked of this peer, or too long ago to be remembered. Its bytes are waste; BEP 6 would have the session closed.</summary>
    Unrequested,

    /// <summary>Asked for, but another peer was faster. Its bytes are waste.</summary>
    Duplicate,

    /// <summary>Wanted: keep it.</summary>
    Accepted,

    /// <summary>Wanted, and the last of its piece: keep it and verify the piece.</summary>
    Completed,
}
