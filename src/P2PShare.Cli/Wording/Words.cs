using System.Globalization;

namespace P2PShare.Cli.Wording;

/// <summary>Small grammar.</summary>
internal static class Words
{
    /// <summary>A number and its noun: <c>1 file</c>, <c>2 files</c>.</summary>
    public static string Count(long number, string noun) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {noun}{(number == 1 ? "" : "s")}");
}
