namespace P2PShare.Engine.Discovery;

/// <summary>Over which kind of address an announce goes. A tracker that is reached over both knows us under both.</summary>
internal enum TrackerFamily
{
    /// <summary>IPv4.</summary>
    IPv4,

    /// <summary>IPv6.</summary>
    IPv6,
}
