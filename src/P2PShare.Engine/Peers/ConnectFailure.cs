namespace P2PShare.Engine.Peers;

/// <summary>Why an address could not be connected to the last time.</summary>
internal enum ConnectFailure
{
    /// <summary>It could.</summary>
    None,

    /// <summary>Refused, or no way there.</summary>
    Refused,

    /// <summary>No answer in time.</summary>
    TimedOut,

    /// <summary>A connection, and no handshake for this torrent.</summary>
    BrokeOff,
}
