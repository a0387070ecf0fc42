using Spectre.Console;

namespace P2PShare.Cli.Views;

/// <summary>A column of a table, which keeps its width whatever is in it.</summary>
/// <param name="Title">What stands above it.</param>
/// <param name="Width">Its cells; of the first column the least, as it takes what is left.</param>
/// <param name="Text">What stands in a row; harmless, but in the first column.</param>
internal sealed record Column<T>(string Title, int Width, Func<T, string> Text)
{
    /// <summary>The columns of the highest are left out first where there is no room for all; those of 0 never.</summary>
    public int Rank { get; init; }

    /// <summary>Starts where the column does, as words; numbers end where it does.</summary>
    public bool IsLeft { get; init; }

    /// <summary>How it is drawn in a row; null for plain.</summary>
    public Func<T, Style?>? Style { get; init; }
}
