namespace P2PShare.Protocol.Bencoding;

/// <summary>What a bencoded value is. BEP 3, "bencoding".</summary>
public enum BencodeKind
{
    /// <summary>A whole number: <c>i-3e</c>.</summary>
    Integer,

    /// <summary>A run of bytes: <c>4:spam</c>.</summary>
    String,

    /// <summary>Values one after another: <c>l…e</c>.</summary>
    List,

    /// <summary>Strings, each with a value: <c>d…e</c>.</summary>
    Dictionary,
}
