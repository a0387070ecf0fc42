namespace P2PShare.Protocol.Krpc;

/// <summary>Of which families nodes are wanted. BEP 32, "want".</summary>
[Flags]
public enum KrpcFamilies
{
    /// <summary>Not said: the family that the question came over.</summary>
    None = 0,

    /// <summary><c>n4</c>.</summary>
    IPv4 = 1,

    /// <summary><c>n6</c>.</summary>
    IPv6 = 2,
}
