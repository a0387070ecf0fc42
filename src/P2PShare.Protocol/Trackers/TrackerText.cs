using System.Globalization;
using System.Text;

namespace P2PShare.Protocol.Trackers;

/// <summary>Makes a tracker's words fit to be shown: what could steer a terminal or turn the line around is escaped, and it ends somewhere.</summary>
internal static class TrackerText
{
    private const char Cut = '…';

    /// <summary>The text, at most <see cref="TrackerLimits.MaxText"/> characters.</summary>
    public static string Clean(ReadOnlySpan<byte> utf8)
    {
        // No more than four bytes make a character, so what is cut off here would not be kept.
        utf8 = utf8[..Math.Min(utf8.Length, TrackerLimits.MaxText * 4)];
        var text = new StringBuilder();
        while (!utf8.IsEmpty)
        {
            Rune.DecodeFromUtf8(utf8, out var rune, out var consumed);
            var shown = MustBeEscaped(rune) ? Escape(rune) : rune.ToString();
            if (text.Length + shown.Length > TrackerLimits.MaxText - 1)
            {
                return text.Append(Cut).ToString();
            }

            text.Append(shown);
            utf8 = utf8[consumed..];
        }

        return text.ToString();
    }

    // Control: C0, C1. Format: direction marks, joiners, zero-width characters. Separators of lines and paragraphs.
    private static bool MustBeEscaped(Rune rune) => Rune.GetUnicodeCategory(rune)
        is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator
        or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static string Escape(Rune rune) => string.Create(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}");
}
