namespace P2PShare.Engine.Peers;

/// <summary>
/// Names a session within its torrent: <paramref name="Slot"/> is a small index for arrays, used again once the session is over;
/// <paramref name="Serial"/>, counted from 1, is never used again, so that a block's sender is never mistaken for whoever got its slot.
/// </summary>
internal readonly record struct PeerKey(int Slot, int Serial)
{
    /// <summary>Nobody: the sender of blocks that nobody sent, such as padding.</summary>
    public static PeerKey None => default;

    /// <summary>The sender of blocks that were on our disk before: no session has this name.</summary>
    public static PeerKey Disk => new(int.MaxValue, -1);

    /// <summary>Whether this is <see cref="None"/>.</summary>
    public bool IsNone => Serial == 0;
}
