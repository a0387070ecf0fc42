namespace P2PShare.Protocol.Trackers;

/// <summary>What a datagram to or from a tracker is. BEP 15.</summary>
public enum UdpTrackerAction
{
    /// <summary>Asks for, or gives, a connection id.</summary>
    Connect = 0,

    /// <summary>An announce.</summary>
    Announce = 1,

    /// <summary>A scrape.</summary>
    Scrape = 2,

    /// <summary>A refusal; only ever an answer.</summary>
    Error = 3,
}
