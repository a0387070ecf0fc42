using System.Globalization;
using System.Text;
using P2PShare.Cli.Wording;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace P2PShare.Cli.Views;

/// <summary>One line of what is drawn on a terminal: texts from left to right, at columns that are counted from 0.</summary>
/// <param name="glyphs">The signs that the terminal can show.</param>
internal sealed class ScreenLine(Glyphs glyphs) : IRenderable
{
    /// <summary>For what matters less.</summary>
    public static Style Dim { get; } = new(decoration: Decoration.Dim);

    private readonly List<Segment> _segments = [];
    private bool _isPlain = true;

    /// <summary>Columns taken so far.</summary>
    public int Width { get; private set; }

    /// <summary>Our own words, at a column or where the line ends.</summary>
    public ScreenLine Add(string text, Style? style = null, int? column = null)
    {
        MoveTo(column ?? Width);
        _segments.Add(new Segment(text, style ?? Style.Plain));
        _isPlain &= Ascii.IsValid(text);
        Width += Cells.WidthOf(text);
        return this;
    }

    /// <summary>Our own words, ending before a column.</summary>
    public ScreenLine AddBefore(int column, string text, Style? style = null) => Add(text, style, Math.Max(Width, column - Cells.WidthOf(text)));

    /// <summary>Anybody's text, made harmless and cut in its middle to so many columns.</summary>
    public ScreenLine AddForeign(string text, int columns, Style? style = null, int? column = null) =>
        Add(Printable.Isolated(Cells.FitMiddle(glyphs.Harmless(text), columns, glyphs.Cut)), style, column);

    /// <summary>The same, cut at its end.</summary>
    public ScreenLine AddForeignBeginning(string text, int columns, Style? style = null, int? column = null) =>
        Add(Printable.Isolated(Cells.Fit(glyphs.Harmless(text), columns, glyphs.Cut)), style, column);

    /// <summary>The texts alone.</summary>
    public override string ToString() => string.Concat(_segments.Where(segment => !segment.IsControlCode).Select(segment => segment.Text));

    Measurement IRenderable.Measure(RenderOptions options, int maxWidth) => new(Width, Width);

    IEnumerable<Segment> IRenderable.Render(RenderOptions options, int maxWidth) => _segments;

    private void MoveTo(int column)
    {
        if (column <= Width)
        {
            return;
        }

        _segments.Add(new Segment(new string(' ', column - Width)));
        if (!_isPlain)
        {
            // Terminals disagree on the width of some letters: what follows stands where it should all the same.
            _segments.Add(Segment.Control(string.Create(CultureInfo.InvariantCulture, $"\e[{column + 1}G")));
            _isPlain = true;
        }

        Width = column;
    }
}
