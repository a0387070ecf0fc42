using System.Globalization;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Storage;

namespace P2PShare.Cli.Views;

/// <summary>What a check found, as a table for people: a line a file, and one for all together.</summary>
internal static class VerifyTable
{
    private const int StatusWidth = 10;

    /// <summary>The lines.</summary>
    /// <param name="report">What was found.</param>
    /// <param name="all">Also files that are as they should be.</param>
    public static IEnumerable<string> Lines(VerifyReport report, bool all)
    {
        var shown = report.Files.Where(file => all || file.Status != VerifiedFileStatus.Ok).Select(file => (File: file, Valid: Valid(file))).ToList();
        var width = shown.Count == 0 ? 0 : shown.Max(row => row.Valid.Length);
        foreach (var (file, valid) in shown)
        {
            yield return $"{Word(file.Status).PadRight(StatusWidth)}  {valid.PadLeft(width)}  {file.Path}";
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{(report.Ok ? "ok" : "not ok")}: {Counts(report)}; {report.ValidPieces} of {Words.Count(report.PieceCount, "piece")} match, {Units.Size(report.ValidLength)} of {Units.Size(report.TotalLength)}");
    }

    private static string Valid(VerifiedFile file) => $"{Units.Size(file.ValidLength)} of {Units.Size(file.Length)}";

    private static string Counts(VerifyReport report)
    {
        var bad = report.Files.Where(file => file.Status != VerifiedFileStatus.Ok)
            .CountBy(file => file.Status)
            .OrderBy(status => status.Key)
            .Select(status => string.Create(CultureInfo.InvariantCulture, $"{status.Value} {Word(status.Key)}"));
        return string.Join(", ", (string[])[Words.Count(report.Files.Count, "file"), .. bad]);
    }

    private static string Word(VerifiedFileStatus status) => status.ToString().ToLowerInvariant();
}
