using System.Buffers;
using System.Text;
using P2PShare.Protocol.Bencoding;

namespace P2PShare.Cli.DhtNodes;

/// <summary>Values of items as people write and read them: text is a bencoded string, anything else comes as it is bencoded.</summary>
internal static class ItemValue
{
    /// <summary>A text as a value.</summary>
    public static byte[] OfText(string text)
    {
        var output = new ArrayBufferWriter<byte>();
        new BencodeWriter(output).WriteString(text);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>Whether bytes are one value in canonical form.</summary>
    public static bool IsValue(ReadOnlyMemory<byte> bytes) => BencodeDocument.TryParse(bytes, BencodeOptions.Strict, out _, out _);

    /// <summary>The text, when the value is a string of UTF-8; null otherwise.</summary>
    public static string? TextOf(ReadOnlyMemory<byte> value)
    {
        if (!BencodeDocument.TryParse(value, BencodeOptions.Lenient, out var document, out _) || !document.Root.TryGetString(out ReadOnlySpan<byte> bytes))
        {
            return null;
        }

        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : null;
    }
}
