namespace P2PShare.Engine.Peers;

/// <summary>Who told us of a peer, the most trusted first. A stranger's hearsay gives way when there are too many.</summary>
public enum PeerSource
{
    /// <summary>The person.</summary>
    User,

    /// <summary>An earlier run that was connected to it.</summary>
    Remembered,

    /// <summary>The local network. BEP 14.</summary>
    Lsd,

    /// <summary>A tracker.</summary>
    Tracker,

    /// <summary>The peer itself: it connected to us and named its port.</summary>
    Incoming,

    /// <summary>The DHT. BEP 5.</summary>
    Dht,

    /// <summary>Another peer. BEP 11.</summary>
    Pex,
}
