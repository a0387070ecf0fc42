using System.Globalization;
using System.Text;

namespace P2PShare.Cli.Wording;

/// <summary>Makes text of unknown origin harmless for a terminal: control, direction and invisible characters are shown as escapes.</summary>
internal static class Printable
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;
    private const char FirstStrongIsolate = '\u2068';
    private const char PopDirectionalIsolate = '\u2069';

    /// <summary>One line that can be printed as it is.</summary>
    public static string Line(string text)
    {
        var clean = true;
        foreach (var rune in text.EnumerateRunes())
        {
            clean &= IsHarmless(rune);
        }

        return clean ? text : Escape(text);
    }

    /// <summary>The same for terminals that show ASCII alone: to them, bytes of other characters can be control characters.</summary>
    public static string AsciiLine(string text) =>
        Ascii.IsValid(text) ? Line(text) : string.Concat(Line(text).EnumerateRunes().Select(rune => rune.IsAscii ? rune.ToString() : "?"));

    /// <summary>Harmless text that may stand beside other text: where it is read from right to left, what follows it stays where it is.</summary>
    public static string Isolated(string harmless) =>
        harmless.EnumerateRunes().Any(IsReadFromTheRight) ? $"{FirstStrongIsolate}{harmless}{PopDirectionalIsolate}" : harmless;

    /// <summary>Whether a terminal shows the character and does nothing else with it.</summary>
    public static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        // The two joiners shape letters in many scripts and reorder nothing.
        UnicodeCategory.Format => rune.Value is ZeroWidthJoiner or ZeroWidthNonJoiner,
        _ => true,
    };

    // The blocks that Unicode keeps for such scripts: Hebrew to Arabic Extended, their presentation forms, and two parts of the supplementary plane.
    private static bool IsReadFromTheRight(Rune rune) =>
        rune.Value is (>= 0x0590 and <= 0x08FF) or (>= 0xFB1D and <= 0xFDFF) or (>= 0xFE70 and <= 0xFEFC) or (>= 0x10800 and <= 0x10FFF) or (>= 0x1E800 and <= 0x1EFFF);

    private static string Escape(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (IsHarmless(rune))
            {
                result.Append(rune);
            }
            else if (rune.Value <= 0xFF)
            {
                result.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}");
            }
            else
            {
                result.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x4}}}");
            }
        }

        return result.ToString();
    }
}
