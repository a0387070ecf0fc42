using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace P2PShare.Protocol.Metainfo;

/// <summary>
/// Makes one component of a path safe on every platform, since files are carried from one to another: no separator, no control or invisible
/// character, nothing that Windows reserves or cuts off, at most 255 bytes. The same bytes always give the same name.
/// </summary>
internal static class SafeName
{
    /// <summary>Longest name, in bytes of UTF-8: what common file systems take.</summary>
    public const int MaxLength = 255;

    private const int MaxExtensionLength = 16;
    private const int HashLength = 8;

    // What needs no second look: letters, digits and marks that mean nothing to any file system, at any place in a name.
    private static readonly SearchValues<byte> PlainBytes =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-+=@!#%&'()[]{},;~^` ."u8);

    private static readonly SearchValues<char> Separators = SearchValues.Create("/\\");

    /// <summary>The safe names that a component stands for: none for nothing, <c>.</c> and <c>..</c>; several where it has separators in it.</summary>
    public static IReadOnlyList<string> PartsOf(ReadOnlySpan<byte> raw)
    {
        var text = Encoding.UTF8.GetString(raw);
        if (!text.AsSpan().ContainsAny(Separators))
        {
            var name = Clean(text);
            return name.Length == 0 ? [] : [name];
        }

        return [.. text.Split('/', '\\').Select(Clean).Where(name => name.Length > 0)];
    }

    /// <summary>Whether the bytes are a safe name as they are, told without taking memory. False may also mean: look closer.</summary>
    public static bool IsPlain(ReadOnlySpan<byte> raw) =>
        raw.Length is > 0 and <= MaxLength
        && !raw.ContainsAnyExcept(PlainBytes)
        && raw[^1] is not ((byte)'.' or (byte)' ')
        && !ReservedName.Is(raw);

    /// <summary>One safe name of a component that must not become several; null when nothing is left of it.</summary>
    public static string? OneOf(ReadOnlySpan<byte> raw)
    {
        var parts = PartsOf(raw);
        return parts.Count switch
        {
            0 => null,
            1 => parts[0],
            _ => Shorten(string.Join('_', parts), string.Join('/', parts)),
        };
    }

    /// <summary>A name with a number before its extension, for the second file that would have it.</summary>
    public static string Numbered(string name, int number)
    {
        var extension = ExtensionOf(name);
        var suffix = $".{number}{extension}";
        return Cut(name.AsSpan(0, name.Length - extension.Length), MaxLength - Encoding.UTF8.GetByteCount(suffix)) + suffix;
    }

    private static string Clean(string text)
    {
        var builder = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            switch (NameCharacter.Judge(rune))
            {
                case NameCharacter.Verdict.Keep:
                    builder.Append(rune);
                    break;
                case NameCharacter.Verdict.Replace:
                    builder.Append('_');
                    break;
            }
        }

        if (builder.ToString() is "" or "." or "..")
        {
            return "";
        }

        for (var i = builder.Length - 1; i >= 0 && builder[i] is '.' or ' '; i--)
        {
            builder[i] = '_';
        }

        var name = builder.ToString();
        return Shorten(ReservedName.Is(name) ? "_" + name : name, text);
    }

    // The hash is of the whole name, so that two long names which differ at the end stay two.
    private static string Shorten(string name, string original)
    {
        if (Encoding.UTF8.GetByteCount(name) <= MaxLength)
        {
            return name;
        }

        var extension = ExtensionOf(name);
        var hash = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(original)))[..HashLength];
        var suffix = $"~{hash}{extension}";
        return Cut(name.AsSpan(0, name.Length - extension.Length), MaxLength - Encoding.UTF8.GetByteCount(suffix)) + suffix;
    }

    private static string ExtensionOf(string name)
    {
        var dot = name.LastIndexOf('.');
        return dot > 0 && dot < name.Length - 1 && Encoding.UTF8.GetByteCount(name.AsSpan(dot)) <= MaxExtensionLength ? name[dot..] : "";
    }

    private static string Cut(ReadOnlySpan<char> name, int maxBytes)
    {
        var length = 0;
        var bytes = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            bytes += rune.Utf8SequenceLength;
            if (bytes > maxBytes)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return name[..length].ToString();
    }
}
