namespace P2PShare.Testing.Peers;

/// <summary>Reserved bits of a handshake.</summary>
[Flags]
public enum WireFeatures
{
    /// <summary>BEP 3 alone.</summary>
    None = 0,

    /// <summary>BEP 6.</summary>
    Fast = 1,

    /// <summary>BEP 10.</summary>
    Extensions = 2,

    /// <summary>BEP 52, "Upgrade Path".</summary>
    V2 = 4,

    /// <summary>What most clients say.</summary>
    Usual = Fast | Extensions,
}
