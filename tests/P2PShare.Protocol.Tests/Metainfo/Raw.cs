using System.Globalization;
using System.Text;

namespace P2PShare.Protocol.Tests.Metainfo;

/// <summary>Spells bencoded values by hand, right or wrong: a character is a byte.</summary>
internal static class Raw
{
    public static string Text(string text) => Bytes(Encoding.UTF8.GetBytes(text));

    public static string Bytes(byte[] bytes) => $"{bytes.Length}:{Encoding.Latin1.GetString(bytes)}";

    public static string Number(long number) => string.Create(CultureInfo.InvariantCulture, $"i{number}e");

    public static string List(params IEnumerable<string> values) => $"l{string.Concat(values)}e";

    /// <summary>A dictionary with its keys in the order in which they are given; a null value leaves its key out.</summary>
    public static string Dictionary(params IEnumerable<(string Key, string? Value)> entries) =>
        $"d{string.Concat(entries.Where(entry => entry.Value is not null).Select(entry => Text(entry.Key) + entry.Value))}e";

    public static string Path(params IEnumerable<string> components) => List(components.Select(Text));

    public static byte[] ToBytes(string encoded) => Encoding.Latin1.GetBytes(encoded);
}
