using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Trackers;

/// <summary>Reads the fields of a tracker's answer, which may be of any kind and size: what is no answer is as good as missing, numbers stop at their limits.</summary>
internal static class TrackerFields
{
    /// <summary>A count: from 0 to what 32 bits hold; null when there is none.</summary>
    public static int? Count(BencodeValue answer, ReadOnlySpan<byte> key) =>
        Number(answer, key) is { } value ? (int)Math.Clamp(value, 0, int.MaxValue) : null;

    /// <summary>A time in seconds, from 0 to 68 years; null when there is none.</summary>
    public static TimeSpan? Seconds(BencodeValue answer, ReadOnlySpan<byte> key) =>
        Count(answer, key) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>A text, fit to be shown; null when there is none.</summary>
    public static string? Text(BencodeValue answer, ReadOnlySpan<byte> key) =>
        answer.TryGetString(key, out ReadOnlySpan<byte> text) ? TrackerText.Clean(text) : null;

    /// <summary>A number; one beyond 64 bits is the nearest that fits. Null when there is none.</summary>
    public static long? Number(BencodeValue answer, ReadOnlySpan<byte> key)
    {
        if (!answer.TryGet(key, BencodeKind.Integer, out var found))
        {
            return null;
        }

        return found.TryGetInteger(out var value) ? value
            : found.RawMemory.Span[1] == '-' ? long.MinValue
            : long.MaxValue;
    }
}
