namespace P2PShare.Cli.Views;

/// <summary>A bar, of twenty cells unless there is less room.</summary>
internal static class ProgressBar
{
    private const int Cells = 20;

    /// <summary>The bar for a fraction of 0 to 1.</summary>
    public static string Draw(double fraction, int cells = Cells)
    {
        var full = (int)(Math.Clamp(fraction, 0, 1) * cells);
        return new string('━', full) + new string('─', cells - full);
    }
}
