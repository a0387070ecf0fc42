namespace P2PShare.Protocol.Bencoding;

/// <summary>How much is forgiven. A dictionary with one key twice is refused in both modes: readers disagree which of the two counts.</summary>
public enum BencodeMode
{
    /// <summary>Takes unsorted keys, leading zeros and integers beyond 64 bits, and records the first of them as <see cref="BencodeDocument.Irregularity"/>.</summary>
    Lenient,

    /// <summary>Takes only the one canonical encoding of a value, whose integers fit into 64 bits.</summary>
    Strict,
}
