using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace P2PShare.Protocol.Bencoding;

/// <summary>
/// Writes one bencoded value in its canonical form. It refuses what would not be canonical (keys out of order, a value without a key, an end too
/// many) with <see cref="InvalidOperationException"/>: that is a bug of the caller. BEP 3, "bencoding".
/// </summary>
public sealed class BencodeWriter
{
    private const int LongestInteger = 20;

    private readonly IBufferWriter<byte> _output;

    // The last key of each open dictionary, one behind the other: an inner dictionary's key goes when it closes.
    private byte[] _keys = new byte[64];
    private Level[] _levels = new Level[4];
    private int _depth;
    private bool _hasRoot;

    /// <summary>Writes to <paramref name="output"/>, which stays the caller's.</summary>
    public BencodeWriter(IBufferWriter<byte> output)
    {
        ArgumentNullException.ThrowIfNull(output);
        _output = output;
    }

    /// <summary>Writes <c>i…e</c>.</summary>
    public void WriteInteger(long value)
    {
        BeginValue();
        var span = _output.GetSpan(LongestInteger + 2);
        span[0] = (byte)'i';
        Utf8Formatter.TryFormat(value, span[1..], out var digits);
        span[1 + digits] = (byte)'e';
        _output.Advance(digits + 2);
    }

    /// <summary>Writes a string.</summary>
    public void WriteString(ReadOnlySpan<byte> value)
    {
        BeginValue();
        WriteLengthAndBytes(value);
    }

    /// <summary>Writes text as UTF-8.</summary>
    public void WriteString(string value)
    {
        BeginValue();
        WriteLength(Encoding.UTF8.GetByteCount(value));
        Encoding.UTF8.GetBytes(value, _output);
    }

    /// <summary>Writes a value that is bencoded already. The bytes are not looked at.</summary>
    public void WriteRaw(ReadOnlySpan<byte> encoded)
    {
        BeginValue();
        _output.Write(encoded);
    }

    /// <summary>Begins a list; <see cref="End"/> ends it.</summary>
    public void BeginList() => Begin('l', isDictionary: false);

    /// <summary>Begins a dictionary; <see cref="End"/> ends it.</summary>
    public void BeginDictionary() => Begin('d', isDictionary: true);

    /// <summary>Ends the innermost list or dictionary.</summary>
    public void End()
    {
        if (_depth == 0 || _levels[_depth - 1].IsValueDue)
        {
            throw new InvalidOperationException(_depth == 0 ? "Nothing is open." : "A key has no value.");
        }

        _depth--;
        WriteByte('e');
    }

    /// <summary>Writes a key, which is behind all earlier keys of its dictionary in the order of bytes. Its value comes next.</summary>
    public void WriteKey(ReadOnlySpan<byte> key)
    {
        if (_depth == 0 || !_levels[_depth - 1].IsDictionary || _levels[_depth - 1].IsValueDue)
        {
            throw new InvalidOperationException("A key has no place here.");
        }

        ref var level = ref _levels[_depth - 1];
        if (level.HasKey && _keys.AsSpan(level.KeyStart, level.KeyLength).SequenceCompareTo(key) >= 0)
        {
            throw new InvalidOperationException($"The key {Encoding.UTF8.GetString(key)} is not behind the one before it.");
        }

        Remember(ref level, key);
        WriteLengthAndBytes(key);
    }

    /// <summary>Writes a key with an integer.</summary>
    public void Write(ReadOnlySpan<byte> key, long value)
    {
        WriteKey(key);
        WriteInteger(value);
    }

    /// <summary>Writes a key with a string.</summary>
    public void Write(ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        WriteKey(key);
        WriteString(value);
    }

    /// <summary>Writes a key with text as UTF-8.</summary>
    public void Write(ReadOnlySpan<byte> key, string value)
    {
        WriteKey(key);
        WriteString(value);
    }

    private void Begin(char opening, bool isDictionary)
    {
        BeginValue();
        if (_depth == _levels.Length)
        {
            Array.Resize(ref _levels, 2 * _depth);
        }

        var keyStart = _depth == 0 ? 0 : _levels[_depth - 1].KeyStart + _levels[_depth - 1].KeyLength;
        _levels[_depth++] = new Level { IsDictionary = isDictionary, KeyStart = keyStart };
        WriteByte(opening);
    }

    private void BeginValue()
    {
        if (_depth == 0)
        {
            if (_hasRoot)
            {
                throw new InvalidOperationException("The value is complete.");
            }

            _hasRoot = true;
            return;
        }

        ref var level = ref _levels[_depth - 1];
        if (level.IsDictionary && !level.IsValueDue)
        {
            throw new InvalidOperationException("A value in a dictionary has a key.");
        }

        level.IsValueDue = false;
    }

    private void Remember(ref Level level, ReadOnlySpan<byte> key)
    {
        if (_keys.Length - level.KeyStart < key.Length)
        {
            Array.Resize(ref _keys, Math.Max(2 * _keys.Length, level.KeyStart + key.Length));
        }

        key.CopyTo(_keys.AsSpan(level.KeyStart));
        level.KeyLength = key.Length;
        level.HasKey = true;
        level.IsValueDue = true;
    }

    private void WriteLengthAndBytes(ReadOnlySpan<byte> value)
    {
        WriteLength(value.Length);
        _output.Write(value);
    }

    private void WriteLength(int length)
    {
        var span = _output.GetSpan(LongestInteger + 1);
        Utf8Formatter.TryFormat(length, span, out var digits);
        span[digits] = (byte)':';
        _output.Advance(digits + 1);
    }

    private void WriteByte(char value)
    {
        _output.GetSpan(1)[0] = (byte)value;
        _output.Advance(1);
    }

    private struct Level
    {
        public bool IsDictionary;
        public bool IsValueDue;
        public bool HasKey;
        public int KeyStart;
        public int KeyLength;
    }
}
