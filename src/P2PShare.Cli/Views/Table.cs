using P2PShare.Cli.Wording;
using Spectre.Console;

namespace P2PShare.Cli.Views;

/// <summary>Rows under titles, all columns at their places, as many columns as there is room for.</summary>
internal sealed class Table<T>
{
    private const int Gap = 2;

    private readonly Glyphs _glyphs;
    private readonly int _indent;
    private readonly IReadOnlyList<Column<T>> _columns;
    private readonly int _first;

    /// <param name="columns">From left to right. The first is cut in its middle where it is too long.</param>
    /// <param name="glyphs">The signs that the terminal can show.</param>
    /// <param name="indent">Cells left free at the left.</param>
    /// <param name="width">Cells in all.</param>
    public Table(IReadOnlyList<Column<T>> columns, Glyphs glyphs, int indent, int width)
    {
        _glyphs = glyphs;
        _indent = indent;
        var kept = columns.ToList();
        while (RoomForFirst(kept, width - indent) < kept[0].Width && kept.Skip(1).MaxBy(column => column.Rank) is { Rank: > 0 } least)
        {
            kept.Remove(least);
        }

        _columns = kept;
        _first = Math.Max(1, RoomForFirst(kept, width - indent));
    }

    /// <summary>The titles.</summary>
    public ScreenLine Head() => Line(column => column.Title, _ => ScreenLine.Dim);

    /// <summary>A row, with something in the cells at its left.</summary>
    public ScreenLine Row(T row, string mark = "", Style? style = null) => Line(column => column.Text(row), column => column.Style?.Invoke(row) ?? style, mark, style);

    private static int RoomForFirst(List<Column<T>> columns, int width) => width - columns.Skip(1).Sum(column => column.Width + Gap);

    private ScreenLine Line(Func<Column<T>, string> text, Func<Column<T>, Style?> style, string mark = "", Style? markStyle = null)
    {
        var line = new ScreenLine(_glyphs).Add(mark, markStyle).AddForeign(text(_columns[0]), _first, style(_columns[0]), _indent);
        var end = _indent + _first;
        foreach (var column in _columns.Skip(1))
        {
            var fitting = Cells.Fit(text(column), column.Width, _glyphs.Cut);
            line = column.IsLeft ? line.Add(fitting, style(column), end + Gap) : line.AddBefore(end + Gap + column.Width, fitting, style(column));
            end += Gap + column.Width;
        }

        return line;
    }
}
