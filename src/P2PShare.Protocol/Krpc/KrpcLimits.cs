namespace P2PShare.Protocol.Krpc;

/// <summary>How much of a stranger's message is read. What is more is passed over or refused, as said at each.</summary>
public static class KrpcLimits
{
    /// <summary>Most bytes of a datagram that is looked at. Longer than any honest one: an item of 1000 bytes with nodes of both families takes 1,800.</summary>
    public const int MaxDatagram = 2_048;

    /// <summary>Most values in a datagram, keys counted too.</summary>
    public const int MaxTokens = 1_024;

    /// <summary>Most lists and dictionaries inside each other, an item's value included.</summary>
    public const int MaxDepth = 64;

    /// <summary>Most bytes of a transaction id. A message with a longer one is refused: it would have to be sent back.</summary>
    public const int MaxTransactionId = 32;

    /// <summary>Most bytes of a token that is kept to be sent back. A longer one is as none.</summary>
    public const int MaxToken = 128;

    /// <summary>Most nodes of one family that are taken from an answer.</summary>
    public const int MaxNodes = 32;

    /// <summary>Most peers that are taken from an answer.</summary>
    public const int MaxValues = 256;

    /// <summary>Most info-hashes that are taken from an answer.</summary>
    public const int MaxSamples = 64;

    /// <summary>Most characters of an error's text.</summary>
    public const int MaxErrorText = 120;

    /// <summary>Most bytes of a client's version.</summary>
    public const int MaxVersion = 16;

    /// <summary>Most bytes of an item's encoded value. BEP 44.</summary>
    public const int MaxItem = 1_000;

    /// <summary>Most bytes of an item's salt. BEP 44.</summary>
    public const int MaxSalt = 64;
}
