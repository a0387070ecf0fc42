namespace P2PShare.Protocol.Bencoding;

/// <summary>What a parse accepts. Immutable; checked when it is used.</summary>
public sealed record BencodeOptions
{
    /// <summary>Forgiving, with default limits: for what strangers' programs write.</summary>
    public static BencodeOptions Lenient { get; } = new();

    /// <summary>Canonical only, with default limits.</summary>
    public static BencodeOptions Strict { get; } = new() { Mode = BencodeMode.Strict };

    /// <summary>How much is forgiven. Default: lenient.</summary>
    public BencodeMode Mode { get; init; }

    /// <summary>Most lists and dictionaries open at once. 0 to 1024. Default: 100.</summary>
    public int MaxDepth { get; init; } = 100;

    /// <summary>Most values, keys counted too. At least 1. Default: 3,000,000, which takes 36 MB.</summary>
    public int MaxTokens { get; init; } = 3_000_000;

    /// <summary>Whether bytes may follow the value; <see cref="BencodeDocument.Length"/> tells where it ends. Default: no.</summary>
    public bool AllowTrailingBytes { get; init; }

    internal void Validate()
    {
        ArgumentOutOfRangeException.ThrowIfNegative(MaxDepth);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(MaxDepth, 1024);
        ArgumentOutOfRangeException.ThrowIfLessThan(MaxTokens, 1);
    }
}
