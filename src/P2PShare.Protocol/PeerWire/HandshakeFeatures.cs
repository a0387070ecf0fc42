namespace P2PShare.Protocol.PeerWire;

/// <summary>What the reserved bits of a handshake say.</summary>
[Flags]
public enum HandshakeFeatures
{
    /// <summary>Nothing beyond BEP 3.</summary>
    None = 0,

    /// <summary>BEP 5.</summary>
    Dht = 1,

    /// <summary>BEP 6.</summary>
    Fast = 2,

    /// <summary>BEP 10.</summary>
    Extensions = 4,

    /// <summary>The sender of a v1 info-hash would also take the v2 one. BEP 52, "Upgrade Path".</summary>
    V2 = 8,
}
