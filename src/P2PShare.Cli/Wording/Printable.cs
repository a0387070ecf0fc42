using System.Globalization;
using System.Text;

namespace P2PShare.Cli.Wording;

/// <summary>Makes text of unknown origin harmless for a terminal: control, direction and invisible characters are shown as escapes.</summary>
internal static class Printable
{
    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

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

    /// <summary>Whether a terminal shows the character and does nothing else with it.</summary>
    public static bool IsHarmless(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => false,
        // The two joiners shape letters in many scripts and reorder nothing.
        UnicodeCategory.Format => rune.Value is ZeroWidthJoiner or ZeroWidthNonJoiner,
        _ => true,
    };

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
