using System.Buffers;
using System.Runtime.InteropServices;

namespace P2PShare.Protocol.Bencoding;

/// <summary>
/// Walks bencoded bytes once and notes a token for each value. Its only stack is a bounded list of open containers, so that no input
/// can exhaust the thread's; it copies no content.
/// </summary>
internal ref struct BencodeParser(ReadOnlyMemory<byte> bytes, BencodeOptions options, Span<BencodeParser.OpenContainer> open)
{
    private const int FirstTokens = 32;

    // Larger arrays are left to the collector: a pool would keep one hostile input's memory for good.
    private const int LargestPooled = 64 * 1024;

    // No length that fits into memory has more digits; a cap keeps finding a string's content cheap.
    private const int MaxLengthDigits = 20;

    private readonly ReadOnlySpan<byte> _input = bytes.Span;
    private readonly Span<OpenContainer> _open = open;
    private BencodeToken[] _tokens = ArrayPool<BencodeToken>.Shared.Rent(FirstTokens);
    private int _count;
    private int _depth;
    private int _position;

    /// <summary>What ended the parse; <see cref="BencodeFault.None"/> when it ended well.</summary>
    public BencodeError Error { get; private set; }

    /// <summary>The first thing that a strict parse would have refused.</summary>
    public BencodeError Irregularity { get; private set; }

    /// <summary>One bit for each fault that was forgiven.</summary>
    public int Forgiven { get; private set; }

    private readonly bool IsStrict => options.Mode == BencodeMode.Strict;

    /// <summary>Reads one value. False leaves the reason in <see cref="Error"/>.</summary>
    public bool TryRead(out BencodeToken[] tokens)
    {
        var done = TryReadAll();
        tokens = done ? _tokens.AsSpan(0, _count).ToArray() : [];
        Release(_tokens);
        return done;
    }

    private bool TryReadAll()
    {
        do
        {
            if (!TryStep())
            {
                return false;
            }
        }
        while (_depth > 0);

        return _position == _input.Length || options.AllowTrailingBytes || Fail(BencodeFault.TrailingBytes, _position);
    }

    private bool TryStep()
    {
        if (_position == _input.Length)
        {
            return Fail(BencodeFault.UnexpectedEnd, _position);
        }

        var first = _input[_position];
        if (_depth == 0)
        {
            return TryReadValue(first);
        }

        ref var container = ref _open[_depth - 1];
        if (!container.IsDictionary)
        {
            return first == 'e' ? TryClose(ref container) : TryReadValue(first);
        }

        if (!container.IsValueNext)
        {
            return first == 'e' ? TryClose(ref container) : TryReadKey(ref container, first);
        }

        container.IsValueNext = false;
        return first == 'e' ? Fail(BencodeFault.MissingValue, _position) : TryReadValue(first);
    }

    private bool TryReadValue(byte first) => first switch
    {
        (byte)'i' => TryReadInteger(),
        (byte)'l' => TryOpen(BencodeKind.List),
        (byte)'d' => TryOpen(BencodeKind.Dictionary),
        _ when char.IsAsciiDigit((char)first) => TryReadString(),
        _ => Fail(BencodeFault.ExpectedValue, _position),
    };

    private bool TryOpen(BencodeKind kind)
    {
        if (_depth == options.MaxDepth)
        {
            return Fail(BencodeFault.TooDeep, _position);
        }

        _open[_depth++] = new OpenContainer { Token = _count, PreviousKey = -1, IsDictionary = kind == BencodeKind.Dictionary };
        var start = _position++;
        return TryAdd(kind, start);
    }

    private bool TryClose(ref OpenContainer container)
    {
        if (container.IsUnsorted && FindDuplicateKey(container.Token) is var duplicate and >= 0)
        {
            return Fail(BencodeFault.DuplicateKey, _tokens[duplicate].Start);
        }

        _position++;
        _depth--;
        ref var token = ref _tokens[container.Token];
        token = new BencodeToken(token.Kind, token.Start, _position, _count);
        return true;
    }

    private bool TryReadKey(ref OpenContainer container, byte first)
    {
        if (!char.IsAsciiDigit((char)first))
        {
            return Fail(BencodeFault.ExpectedKey, _position);
        }

        var key = _count;
        if (!TryReadString())
        {
            return false;
        }

        container.IsValueNext = true;
        if (container.PreviousKey >= 0)
        {
            var order = ContentOf(container.PreviousKey).SequenceCompareTo(ContentOf(key));
            if (order == 0)
            {
                return Fail(BencodeFault.DuplicateKey, _tokens[key].Start);
            }

            if (order > 0 && !TryForgive(BencodeFault.UnsortedKeys, _tokens[key].Start))
            {
                return false;
            }

            container.IsUnsorted |= order > 0;
        }

        container.PreviousKey = key;
        return true;
    }

    private bool TryReadString()
    {
        var start = _position;
        var length = 0L;
        while (_position < _input.Length && char.IsAsciiDigit((char)_input[_position]) && _position - start < MaxLengthDigits)
        {
            length = Math.Min((length * 10) + (_input[_position] - '0'), int.MaxValue);
            _position++;
        }

        if (_position == _input.Length || _input[_position] != ':')
        {
            return Fail(_position == _input.Length ? BencodeFault.UnexpectedEnd : BencodeFault.ExpectedColon, _position);
        }

        if (_position - start > 1 && _input[start] == '0' && !TryForgive(BencodeFault.LeadingZeroInLength, start))
        {
            return false;
        }

        if (length > _input.Length - _position - 1)
        {
            return Fail(BencodeFault.UnexpectedEnd, _position);
        }

        _position += 1 + (int)length;
        return TryAdd(BencodeKind.String, start);
    }

    private bool TryReadInteger()
    {
        var start = _position++;
        var isNegative = _position < _input.Length && _input[_position] == '-';
        _position += isNegative ? 1 : 0;
        var digits = _position;
        while (_position < _input.Length && char.IsAsciiDigit((char)_input[_position]))
        {
            _position++;
        }

        if (_position == _input.Length)
        {
            return Fail(BencodeFault.UnexpectedEnd, _position);
        }

        if (_input[_position] != 'e' || _position == digits)
        {
            return Fail(BencodeFault.ExpectedDigit, _position);
        }

        var isCanonical = _input[digits] != '0' || (_position - digits == 1 && !isNegative);
        if (!isCanonical && !TryForgive(BencodeFault.LeadingZero, digits))
        {
            return false;
        }

        _position++;
        return (BencodeInteger.TryRead(_input[start.._position], out _) || TryForgive(BencodeFault.IntegerTooLarge, start))
            && TryAdd(BencodeKind.Integer, start);
    }

    private bool TryAdd(BencodeKind kind, int start)
    {
        if (_count == options.MaxTokens)
        {
            return Fail(BencodeFault.TooManyTokens, start);
        }

        if (_count == _tokens.Length)
        {
            Grow();
        }

        _tokens[_count] = new BencodeToken(kind, start, _position, _count + 1);
        _count++;
        return true;
    }

    private void Grow()
    {
        var length = (int)Math.Min(2L * _tokens.Length, options.MaxTokens);
        var larger = length <= LargestPooled ? ArrayPool<BencodeToken>.Shared.Rent(length) : new BencodeToken[length];
        _tokens.AsSpan(0, _count).CopyTo(larger);
        Release(_tokens);
        _tokens = larger;
    }

    private static void Release(BencodeToken[] tokens)
    {
        if (tokens.Length <= LargestPooled)
        {
            ArrayPool<BencodeToken>.Shared.Return(tokens);
        }
    }

    private readonly ReadOnlySpan<byte> ContentOf(int token) => _input[_tokens[token].Content(_input)];

    // Sorted keys prove themselves by their neighbours; only an unsorted dictionary pays for this.
    private readonly int FindDuplicateKey(int dictionary)
    {
        var keys = new List<int>();
        for (var key = dictionary + 1; key < _count; key = _tokens[key + 1].Next)
        {
            keys.Add(key);
        }

        var sorted = CollectionsMarshal.AsSpan(keys);
        sorted.Sort(new KeyOrder(bytes, _tokens));
        for (var i = 1; i < sorted.Length; i++)
        {
            if (ContentOf(sorted[i - 1]).SequenceEqual(ContentOf(sorted[i])))
            {
                return Math.Max(sorted[i - 1], sorted[i]);
            }
        }

        return -1;
    }

    private bool TryForgive(BencodeFault fault, int offset)
    {
        if (IsStrict)
        {
            return Fail(fault, offset);
        }

        if (Forgiven == 0)
        {
            Irregularity = new BencodeError(fault, offset);
        }

        Forgiven |= 1 << (int)fault;

        return true;
    }

    private bool Fail(BencodeFault fault, int offset)
    {
        Error = new BencodeError(fault, offset);
        return false;
    }

    /// <summary>A list or dictionary whose end has not come yet.</summary>
    internal struct OpenContainer
    {
        public int Token;
        public int PreviousKey;
        public bool IsDictionary;
        public bool IsValueNext;
        public bool IsUnsorted;
    }

    private sealed class KeyOrder(ReadOnlyMemory<byte> bytes, BencodeToken[] tokens) : IComparer<int>
    {
        public int Compare(int x, int y)
        {
            var input = bytes.Span;
            return input[tokens[x].Content(input)].SequenceCompareTo(input[tokens[y].Content(input)]);
        }
    }
}
