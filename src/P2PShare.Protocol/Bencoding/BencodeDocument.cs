using System.Diagnostics.CodeAnalysis;

namespace P2PShare.Protocol.Bencoding;

/// <summary>
/// Bencoded bytes, parsed once. Immutable; values are read where they lie, so the bytes must not change while the document is used. BEP 3, "bencoding".
/// </summary>
public sealed class BencodeDocument
{
    private const int LargestOnStack = 128;

    private readonly ReadOnlyMemory<byte> _bytes;
    private readonly BencodeToken[] _tokens;

    private readonly int _forgiven;

    private BencodeDocument(ReadOnlyMemory<byte> bytes, BencodeToken[] tokens, BencodeError irregularity, int forgiven)
    {
        _bytes = bytes;
        _tokens = tokens;
        _forgiven = forgiven;
        Irregularity = irregularity;
    }

    /// <summary>The value.</summary>
    public BencodeValue Root => new(this, 0);

    /// <summary>Bytes of the value; more than these only where trailing bytes were allowed.</summary>
    public int Length => _tokens[0].End;

    /// <summary>The first thing that a strict parse would have refused; <see cref="BencodeFault.None"/> when there is none.</summary>
    public BencodeError Irregularity { get; }

    /// <summary>Whether these bytes are the one canonical encoding of the value.</summary>
    public bool IsCanonical => Irregularity.Fault == BencodeFault.None;

    /// <summary>Whether a strict parse would have refused something besides what is named.</summary>
    public bool HasOtherThan(BencodeFault fault) => (_forgiven & ~(1 << (int)fault)) != 0;

    /// <summary>Parses one value. Memory is bounded by 12 bytes for each value found and never by what a length claims.</summary>
    /// <param name="bytes">What to parse; the document keeps it.</param>
    /// <param name="options">What to accept.</param>
    /// <param name="document">The document; null when the bytes are refused.</param>
    /// <param name="error">Why they are refused, and at which byte.</param>
    public static bool TryParse(
        ReadOnlyMemory<byte> bytes, BencodeOptions options, [NotNullWhen(true)] out BencodeDocument? document, out BencodeError error)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        var open = options.MaxDepth <= LargestOnStack
            ? stackalloc BencodeParser.OpenContainer[options.MaxDepth]
            : new BencodeParser.OpenContainer[options.MaxDepth];
        var parser = new BencodeParser(bytes, options, open);
        var done = parser.TryRead(out var tokens);
        document = done ? new BencodeDocument(bytes, tokens, parser.Irregularity, parser.Forgiven) : null;
        error = parser.Error;
        return done;
    }

    internal ref readonly BencodeToken this[int token] => ref _tokens[token];

    internal ReadOnlyMemory<byte> Slice(Range range) => _bytes[range];

    internal ReadOnlyMemory<byte> Content(int token) => _bytes[_tokens[token].Content(_bytes.Span)];
}
