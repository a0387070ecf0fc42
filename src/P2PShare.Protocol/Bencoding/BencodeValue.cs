namespace P2PShare.Protocol.Bencoding;

/// <summary>
/// One value of a <see cref="BencodeDocument"/>. Asking a value for what it is not gives false or nothing, never an exception: what a stranger
/// wrote may be of any kind. The default value, which is in no document, has no kind and answers nothing.
/// </summary>
public readonly record struct BencodeValue
{
    private readonly BencodeDocument? _document;
    private readonly int _token;

    internal BencodeValue(BencodeDocument document, int token)
    {
        _document = document;
        _token = token;
    }

    private BencodeDocument Document => _document ?? throw new InvalidOperationException("There is no value.");

    private ref readonly BencodeToken Token => ref Document[_token];

    /// <summary>What it is.</summary>
    public BencodeKind Kind => Token.Kind;

    /// <summary>Where it begins in the document, in bytes.</summary>
    public int Offset => Token.Start;

    /// <summary>The value as it is encoded, exactly as it came.</summary>
    public ReadOnlyMemory<byte> RawMemory => Document.Slice(Token.Start..Token.End);

    /// <summary>The elements of a list; none of anything else.</summary>
    public BencodeItems Items => Is(BencodeKind.List) ? new BencodeItems(Document, _token) : default;

    /// <summary>The keys and values of a dictionary in the order in which they came; none of anything else.</summary>
    public BencodeEntries Entries => Is(BencodeKind.Dictionary) ? new BencodeEntries(Document, _token) : default;

    /// <summary>Whether it is of this kind.</summary>
    public bool Is(BencodeKind kind) => _document is not null && _document[_token].Kind == kind;

    /// <summary>The number, when it is an integer that fits into 64 bits.</summary>
    public bool TryGetInteger(out long value)
    {
        value = 0;
        return Is(BencodeKind.Integer) && BencodeInteger.TryRead(RawMemory.Span, out value);
    }

    /// <summary>A string's own bytes, when it is a string.</summary>
    public bool TryGetString(out ReadOnlySpan<byte> value)
    {
        var isString = TryGetString(out ReadOnlyMemory<byte> memory);
        value = memory.Span;
        return isString;
    }

    /// <summary>A string's own bytes, when it is a string.</summary>
    public bool TryGetString(out ReadOnlyMemory<byte> value)
    {
        var isString = Is(BencodeKind.String);
        value = isString ? Document.Content(_token) : default;
        return isString;
    }

    /// <summary>The value of a key, when it is a dictionary that has the key. Takes time with the number of keys.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out BencodeValue value)
    {
        foreach (var entry in Entries)
        {
            if (entry.Key.SequenceEqual(key))
            {
                value = entry.Value;
                return true;
            }
        }

        value = default;
        return false;
    }

    /// <summary>The value of a key, when it is there and of this kind.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, BencodeKind kind, out BencodeValue value) => TryGet(key, out value) && value.Kind == kind;

    /// <summary>The number under a key, when there is one that fits into 64 bits.</summary>
    public bool TryGetInteger(ReadOnlySpan<byte> key, out long value)
    {
        value = 0;
        return TryGet(key, out var found) && found.TryGetInteger(out value);
    }

    /// <summary>The string under a key, when there is one.</summary>
    public bool TryGetString(ReadOnlySpan<byte> key, out ReadOnlySpan<byte> value)
    {
        value = default;
        return TryGet(key, out var found) && found.TryGetString(out value);
    }

    /// <summary>The string under a key, when there is one.</summary>
    public bool TryGetString(ReadOnlySpan<byte> key, out ReadOnlyMemory<byte> value)
    {
        value = default;
        return TryGet(key, out var found) && found.TryGetString(out value);
    }
}
