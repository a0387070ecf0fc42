using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Views;

/// <summary>Says which keys do what: in one line, or in several when asked.</summary>
/// <param name="glyphs">The signs that the terminal can show.</param>
/// <param name="width">Cells in all.</param>
internal sealed class KeyHelp(Glyphs glyphs, int width)
{
    private const int Gap = 2;
    private const int KeyWidth = 13;
    private const int ColumnWidth = 38;

    private static readonly (string Keys, string What)[] Everything =
    [
        ("j k, arrows", "select another torrent"),
        ("p, space", "pause, or go on"),
        ("f", "its files"),
        ("e, tab", "its peers"),
        ("PgUp, PgDn", "move through those"),
        ("d, D", "limit down: lower, higher"),
        ("u, U", "limit up: lower, higher"),
        ("-, +", "as d and D"),
        ("?", "these lines"),
        ("q", "stop, as Ctrl-C does"),
    ];

    /// <summary>The one line: the first things that fit, and always how to leave.</summary>
    public ScreenLine Short(bool hasSeveral)
    {
        string[] all = [.. hasSeveral ? (string[])["j/k select"] : [], "p pause", "f files", "e peers", "d/D u/U limits"];
        string[] last = ["? keys", "q quit"];
        var room = width - last.Sum(item => item.Length) - Gap;
        var line = new ScreenLine(glyphs);
        foreach (var item in all.TakeWhile(item => (room -= item.Length + Gap) >= 0).Concat(last))
        {
            line = line.Add(item, ScreenLine.Dim, line.Width == 0 ? 0 : line.Width + Gap);
        }

        return line;
    }

    /// <summary>All keys, in two columns where there is room.</summary>
    public IReadOnlyList<ScreenLine> Full()
    {
        var columns = Math.Clamp(width / ColumnWidth, 1, 2);
        var rows = (Everything.Length + columns - 1) / columns;
        return
        [
            .. Enumerable.Range(0, rows).Select(row =>
            {
                var line = new ScreenLine(glyphs);
                for (var column = 0; column < columns && row + column * rows < Everything.Length; column++)
                {
                    var (keys, what) = Everything[row + column * rows];
                    line = line.Add(keys, ScreenLine.Dim, column * ColumnWidth).Add(Cells.Fit(what, Math.Min(width, ColumnWidth) - KeyWidth, glyphs.Cut), ScreenLine.Dim, column * ColumnWidth + KeyWidth);
                }

                return line;
            }),
        ];
    }
}
