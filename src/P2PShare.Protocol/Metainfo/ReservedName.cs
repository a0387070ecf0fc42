using System.Text;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Knows the names that are devices on Windows, with any extension, in any case.</summary>
internal static class ReservedName
{
    // COM and LPT take a digit, or one of the superscripts that the Latin-1 set has.
    private static readonly HashSet<string> Names = new(
        ((string[])["CON", "PRN", "AUX", "NUL", "CLOCK$", "CONIN$", "CONOUT$"])
            .Concat("0123456789¹²³".SelectMany(digit => new[] { $"COM{digit}", $"LPT{digit}" })),
        StringComparer.OrdinalIgnoreCase);

    private static readonly int Longest = Names.Max(name => name.Length);

    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Lookup = Names.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a name is reserved: what stands before its first dot, without spaces behind it, is a device.</summary>
    public static bool Is(ReadOnlySpan<char> name)
    {
        var dot = name.IndexOf('.');
        var stem = (dot < 0 ? name : name[..dot]).TrimEnd(' ');
        return stem.Length <= Longest && Lookup.Contains(stem);
    }

    /// <summary>As <see cref="Is(ReadOnlySpan{char})"/>, of ASCII bytes.</summary>
    public static bool Is(ReadOnlySpan<byte> name)
    {
        var dot = name.IndexOf((byte)'.');
        var stem = (dot < 0 ? name : name[..dot]).TrimEnd((byte)' ');
        if (stem.Length > Longest)
        {
            return false;
        }

        Span<char> text = stackalloc char[stem.Length];
        return Lookup.Contains(text[..Encoding.UTF8.GetChars(stem, text)]);
    }
}
