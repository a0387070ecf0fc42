namespace P2PShare.Cli.Wording;

/// <summary>The signs that are drawn with, as far as the terminal can show them.</summary>
/// <param name="Down">In front of a rate of what is received.</param>
/// <param name="Up">In front of a rate of what is sent.</param>
/// <param name="Cut">Where something was cut off.</param>
/// <param name="Full">The part of a bar that is done.</param>
/// <param name="Empty">The part of a bar that is not.</param>
internal sealed record Glyphs(string Down, string Up, string Cut, char Full, char Empty)
{
    /// <summary>For terminals that show Unicode.</summary>
    public static Glyphs Unicode { get; } = new("↓", "↑", "…", '━', '─');

    /// <summary>For all others.</summary>
    public static Glyphs Ascii { get; } = new("down", "up", "...", '#', '-');

    /// <summary>A line of any text, such that it can be printed as it is.</summary>
    public string Harmless(string text) => this == Ascii ? Printable.AsciiLine(text.Replace("↓", Down, StringComparison.Ordinal).Replace("↑", Up, StringComparison.Ordinal).Replace("…", Cut, StringComparison.Ordinal)) : Printable.Line(text);

    /// <summary>A bar for a fraction of 0 to 1.</summary>
    public string Bar(double fraction, int cells)
    {
        var full = (int)(Math.Clamp(fraction, 0, 1) * cells);
        return new string(Full, full) + new string(Empty, cells - full);
    }
}
