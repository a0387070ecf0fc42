using System.Globalization;
using Spectre.Console.Rendering;

namespace P2PShare.Cli.Wording;

/// <summary>Measures and cuts texts by the cells that a terminal gives them: letters of some scripts take two, accents none. What is read as one letter is never cut.</summary>
internal static class Cells
{
    /// <summary>How many cells a text takes.</summary>
    public static int WidthOf(string text) => Segment.CellCount([new Segment(text)]);

    /// <summary>The text, or as much of its beginning as fits, with a mark where it was cut.</summary>
    public static string Fit(string text, int width, string cut = "…") =>
        WidthOf(text) <= width ? text : width < cut.Length ? "" : Head(text, width - cut.Length) + cut;

    /// <summary>The text, or as much of its beginning and its end as fits, with a mark where it was cut: the ends of names tell them apart.</summary>
    public static string FitMiddle(string text, int width, string cut = "…")
    {
        if (WidthOf(text) <= width || width < cut.Length + 2)
        {
            return Fit(text, width, cut);
        }

        var tail = Tail(text, (width - cut.Length) / 3);
        return Head(text, width - cut.Length - WidthOf(tail)) + cut + tail;
    }

    private static string Head(string text, int width)
    {
        var length = 0;
        foreach (var (start, letter) in Letters(text))
        {
            width -= WidthOf(letter);
            if (width < 0)
            {
                break;
            }

            length = start + letter.Length;
        }

        return text[..length];
    }

    private static string Tail(string text, int width)
    {
        var from = text.Length;
        foreach (var (start, letter) in Letters(text).Reverse())
        {
            width -= WidthOf(letter);
            if (width < 0)
            {
                break;
            }

            from = start;
        }

        return text[from..];
    }

    private static IEnumerable<(int Start, string Letter)> Letters(string text)
    {
        for (var letters = StringInfo.GetTextElementEnumerator(text); letters.MoveNext();)
        {
            yield return (letters.ElementIndex, letters.GetTextElement());
        }
    }
}
