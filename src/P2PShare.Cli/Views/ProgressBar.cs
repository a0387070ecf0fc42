namespace P2PShare.Cli.Views;

/// <summary>A bar of twenty cells.</summary>
internal static class ProgressBar
{
    private const int Cells = 20;

    /// <summary>The bar for a fraction of 0 to 1.</summary>
    public static string Draw(double fraction)
    {
        var full = (int)(Math.Clamp(fraction, 0, 1) * Cells);
        return new string('━', full) + new string('─', Cells - full);
    }
}
