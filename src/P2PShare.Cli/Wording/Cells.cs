using Spectre.Console.Rendering;

namespace P2PShare.Cli.Wording;

/// <summary>Measures and cuts texts by the cells that a terminal gives them: letters of some scripts take two.</summary>
internal static class Cells
{
    private const string Cut = "…";

    /// <summary>How many cells a text takes.</summary>
    public static int WidthOf(string text) => Segment.CellCount([new Segment(text)]);

    /// <summary>The text, or as much of its beginning as fits, with a mark where it was cut.</summary>
    public static string Fit(string text, int width)
    {
        if (WidthOf(text) <= width)
        {
            return text;
        }

        var length = 0;
        var cells = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            cells += WidthOf(rune.ToString());
            if (cells > width - 1)
            {
                break;
            }

            length += rune.Utf16SequenceLength;
        }

        return width < 1 ? "" : text[..length] + Cut;
    }

    /// <summary>The text, cut to fit or with blanks behind it: so many cells in all.</summary>
    public static string Fill(string text, int width)
    {
        var fitting = Fit(text, width);
        return fitting + new string(' ', Math.Max(0, width - WidthOf(fitting)));
    }
}
