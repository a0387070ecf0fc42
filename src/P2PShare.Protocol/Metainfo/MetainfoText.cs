using System.Text;
using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Reads text that is there for people. Invalid UTF-8 becomes replacement characters.</summary>
internal static class MetainfoText
{
    /// <summary>The text under a key; null when it is absent, and with a warning when it is no string.</summary>
    public static string? Read(BencodeValue dictionary, ReadOnlySpan<byte> key, WarningList warnings)
    {
        if (!dictionary.TryGet(key, out var value))
        {
            return null;
        }

        if (value.TryGetString(out ReadOnlySpan<byte> text))
        {
            return Encoding.UTF8.GetString(text);
        }

        warnings.Add($"`{Encoding.UTF8.GetString(key)}` is no string and is ignored.");
        return null;
    }
}
