using System.Text;

namespace P2PShare.Cli.Terminals;

/// <summary>Reads keys from the bytes that a terminal sends for them.</summary>
internal static class KeyDecoder
{
    private const byte Escape = 0x1b;

    private static readonly (string Bytes, ConsoleKey Key)[] Sequences =
    [
        ("[A", ConsoleKey.UpArrow), ("OA", ConsoleKey.UpArrow),
        ("[B", ConsoleKey.DownArrow), ("OB", ConsoleKey.DownArrow),
        ("[5~", ConsoleKey.PageUp), ("[6~", ConsoleKey.PageDown),
        ("[H", ConsoleKey.Home), ("OH", ConsoleKey.Home), ("[1~", ConsoleKey.Home),
        ("[F", ConsoleKey.End), ("OF", ConsoleKey.End), ("[4~", ConsoleKey.End),
    ];

    /// <summary>The keys in what was received at once. What means nothing to us is left out.</summary>
    public static IReadOnlyList<ConsoleKeyInfo> Read(ReadOnlySpan<byte> bytes)
    {
        var keys = new List<ConsoleKeyInfo>();
        while (bytes.Length > 0)
        {
            var (key, length) = bytes[0] == Escape ? Sequence(bytes[1..]) : (Single(bytes[0]), 1);
            if (key is { } known)
            {
                keys.Add(known);
            }

            bytes = bytes[length..];
        }

        return keys;
    }

    private static (ConsoleKeyInfo? Key, int Length) Sequence(ReadOnlySpan<byte> rest)
    {
        foreach (var (text, key) in Sequences)
        {
            if (rest.StartsWith(Encoding.ASCII.GetBytes(text)))
            {
                return (Plain('\0', key), 1 + text.Length);
            }
        }

        if (rest.IsEmpty)
        {
            return (Plain('\e', ConsoleKey.Escape), 1);
        }

        // A key that we do not know: up to the letter or sign that ends it.
        var end = rest[0] is (byte)'[' or (byte)'O' ? rest[1..].IndexOfAnyInRange((byte)'@', (byte)'~') : -1;
        return (null, end < 0 ? 1 + rest.Length : 3 + end);
    }

    private static ConsoleKeyInfo? Single(byte value) => value switch
    {
        (byte)'\t' => Plain('\t', ConsoleKey.Tab),
        (byte)'\r' or (byte)'\n' => Plain('\r', ConsoleKey.Enter),
        >= (byte)' ' and <= (byte)'~' => Plain((char)value, ConsoleKey.None),
        _ => null,
    };

    private static ConsoleKeyInfo Plain(char character, ConsoleKey key) => new(character, key, shift: false, alt: false, control: false);
}
