namespace P2PShare.Engine.Pieces;

/// <summary>Where a block of an open piece is.</summary>
internal enum BlockState : byte
{
    /// <summary>Nobody is being asked for it.</summary>
    Missing,

    /// <summary>Somebody is being asked for it.</summary>
    Requested,

    /// <summary>It is here, not yet verified.</summary>
    Received,
}
