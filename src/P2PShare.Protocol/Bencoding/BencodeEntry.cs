namespace P2PShare.Protocol.Bencoding;

/// <summary>A key of a dictionary with its value.</summary>
public readonly record struct BencodeEntry
{
    internal BencodeEntry(ReadOnlyMemory<byte> key, BencodeValue value)
    {
        KeyMemory = key;
        Value = value;
    }

    /// <summary>The key's bytes.</summary>
    public ReadOnlySpan<byte> Key => KeyMemory.Span;

    /// <summary>The key's bytes, where they lie in the document.</summary>
    public ReadOnlyMemory<byte> KeyMemory { get; }

    /// <summary>What it stands for.</summary>
    public BencodeValue Value { get; }
}
