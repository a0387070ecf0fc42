namespace P2PShare.Protocol.Krpc;

/// <summary>The numbers of errors. BEP 5, BEP 44.</summary>
public static class KrpcErrorCode
{
    /// <summary>Something went wrong.</summary>
    public const int Generic = 201;

    /// <summary>The node has failed.</summary>
    public const int Server = 202;

    /// <summary>A malformed message, wrong arguments or a bad token.</summary>
    public const int Protocol = 203;

    /// <summary>A method that the node does not know.</summary>
    public const int MethodUnknown = 204;

    /// <summary>An item's value is longer than 1000 bytes. BEP 44.</summary>
    public const int ValueTooBig = 205;

    /// <summary>An item's signature is not its key's. BEP 44.</summary>
    public const int InvalidSignature = 206;

    /// <summary>An item's salt is longer than 64 bytes. BEP 44.</summary>
    public const int SaltTooBig = 207;

    /// <summary>The item has changed since it was read. BEP 44.</summary>
    public const int CasMismatch = 301;

    /// <summary>The sequence number is less than the item's. BEP 44.</summary>
    public const int SequenceTooOld = 302;
}
