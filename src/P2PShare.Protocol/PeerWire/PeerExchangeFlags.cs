namespace P2PShare.Protocol.PeerWire;

/// <summary>What the sender of a <see cref="PeerExchangeMessage"/> knows of a peer. BEP 11.</summary>
[Flags]
public enum PeerExchangeFlags : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It would rather have encrypted connections.</summary>
    PrefersEncryption = 0x01,

    /// <summary>It has everything, or downloads nothing more.</summary>
    Seed = 0x02,

    /// <summary>It speaks uTP.</summary>
    Utp = 0x04,

    /// <summary>It takes part in connections between two peers behind NATs. BEP 55.</summary>
    Holepunch = 0x08,

    /// <summary>The sender connected to it: it can be reached.</summary>
    Reachable = 0x10,
}
