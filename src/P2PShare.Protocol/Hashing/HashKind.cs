namespace P2PShare.Protocol.Hashing;

/// <summary>Which hash.</summary>
public enum HashKind
{
    /// <summary>20 bytes: v1 (BEP 3).</summary>
    Sha1,

    /// <summary>32 bytes: v2 (BEP 52).</summary>
    Sha256,
}
