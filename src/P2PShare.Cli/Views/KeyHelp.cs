using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Views;

/// <summary>Says which keys do what: in one line, or in several when asked.</summary>
/// <param name="glyphs">The signs that the terminal can show.</param>
/// <param name="width">Cells in all.</param>
internal sealed class KeyHelp(Glyphs glyphs, int width)
{
    private const int Gap = 2;
    private const int KeyWidth = 12;
    private const int ColumnWidth = 40;

    private static readonly (string Keys, string What)[] Everything =
    [
        ("j k, arrows", "select another torrent"),
        ("p, space", "pause the torrent, go on with it"),
        ("f", "show or hide its files"),
        ("e, tab", "show or hide its peers"),
        ("d, -", "lower the limit down"),
        ("D, +", "raise the limit down"),
        ("u", "lower the limit up"),
        ("U", "raise the limit up"),
        ("PgUp PgDn", "move through files or peers"),
        ("q", "stop in order, as Ctrl-C does"),
    ];

    /// <summary>The one line: the first things that fit, and always how to leave.</summary>
    public ScreenLine Short(bool hasSeveral)
    {
        string[] all = [.. hasSeveral ? (string[])["j/k select"] : [], "p pause", "f files", "e peers", "d/D limit down", "u/U limit up"];
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
                    line = line.Add(keys, ScreenLine.Dim, column * ColumnWidth).Add(Cells.Fit(what, width - KeyWidth, glyphs.Cut), ScreenLine.Dim, column * ColumnWidth + KeyWidth);
                }

                return line;
            }),
        ];
    }
}
