namespace P2PShare.Protocol.Bencoding;

/// <summary>Turns the bytes of an integer into a number. Takes leading zeros, which the parser has judged; never wraps.</summary>
internal static class BencodeInteger
{
    /// <summary>Reads <c>i…e</c>, whose syntax has been checked. False when it does not fit.</summary>
    public static bool TryRead(ReadOnlySpan<byte> encoded, out long value)
    {
        var digits = encoded[1..^1];
        var isNegative = digits[0] == '-';
        var magnitude = 0UL;
        foreach (var digit in isNegative ? digits[1..] : digits)
        {
            if (magnitude > (ulong)long.MaxValue / 10)
            {
                value = 0;
                return false;
            }

            magnitude = (magnitude * 10) + (ulong)(digit - '0');
        }

        value = isNegative ? unchecked(-(long)magnitude) : (long)magnitude;
        return magnitude <= (ulong)long.MaxValue + (isNegative ? 1UL : 0UL);
    }
}
