namespace P2PShare.Protocol.Bencoding;

/// <summary>Where one value lies in the bytes, and which token follows its last descendant. 12 bytes.</summary>
internal readonly struct BencodeToken(BencodeKind kind, int start, int end, int next)
{
    private const int KindBits = 2;
    private const int KindMask = (1 << KindBits) - 1;

    private readonly int _nextAndKind = (next << KindBits) | (int)kind;

    /// <summary>Most tokens that <see cref="Next"/> can count.</summary>
    public const int MaxCount = int.MaxValue >> KindBits;

    /// <summary>The value's first byte.</summary>
    public int Start { get; } = start;

    /// <summary>The byte behind the value.</summary>
    public int End { get; } = end;

    /// <summary>Index of the token of the next sibling, or of what follows the container.</summary>
    public int Next => _nextAndKind >> KindBits;

    /// <summary>What the value is.</summary>
    public BencodeKind Kind => (BencodeKind)(_nextAndKind & KindMask);

    /// <summary>A string's own bytes, without the length and the colon.</summary>
    public Range Content(ReadOnlySpan<byte> input) => (Start + input[Start..End].IndexOf((byte)':') + 1)..End;
}
