using System.Globalization;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Torrents;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace P2PShare.Cli.Views;

/// <summary>Draws all torrents as one block: a row each, as many as fit, the busy ones first, and a line for all together.</summary>
internal static class TransferBlock
{
    private const int RowsKeptFree = 3;
    private const int LongestName = 32;

    /// <summary>The block.</summary>
    public static IRenderable Render(IReadOnlyList<TorrentSnapshot> snapshots, (int Columns, int Rows) size)
    {
        var grid = new Grid().Expand();
        for (var column = 0; column < 5; column++)
        {
            grid.AddColumn(new GridColumn().NoWrap().PadLeft(0).PadRight(1));
        }

        var most = Math.Max(1, size.Rows - RowsKeptFree);
        var shown = snapshots.Count <= most ? snapshots : [.. snapshots.OrderByDescending(Importance).Take(most)];
        foreach (var snapshot in shown)
        {
            grid.AddRow(Cells(snapshot));
        }

        return snapshots.Count > 1 ? new Rows(grid, new Text(Summary(snapshots, snapshots.Count - shown.Count)) { Overflow = Overflow.Ellipsis }) : grid;
    }

    private static IRenderable[] Cells(TorrentSnapshot snapshot)
    {
        var fraction = TransferText.Fraction(snapshot);
        var style = snapshot.State switch
        {
            TorrentState.Seeding => new Style(Color.Green),
            TorrentState.Checking or TorrentState.FetchingMetadata => new Style(Color.Yellow),
            _ => new Style(Color.Blue),
        };
        return
        [
            new Text(Name(snapshot)),
            new Text(ProgressBar.Draw(fraction), style),
            new Text(string.Create(CultureInfo.InvariantCulture, $"{fraction,6:0.0%}")),
            new Text(TransferText.StateOf(snapshot), style),
            new Text(TransferText.Activity(snapshot)) { Overflow = Overflow.Ellipsis },
        ];
    }

    private static string Name(TorrentSnapshot snapshot)
    {
        var name = Printable.Line(snapshot.Name);
        return name.Length <= LongestName ? name : string.Concat(name.EnumerateRunes().Take(LongestName - 1)) + "…";
    }

    private static long Importance(TorrentSnapshot snapshot) =>
        snapshot.DownloadRate + snapshot.UploadRate + (snapshot.State == TorrentState.Seeding ? 0 : 1);

    private static string Summary(IReadOnlyList<TorrentSnapshot> snapshots, int hidden)
    {
        var more = hidden > 0 ? $" ({hidden} not shown)" : "";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Words.Count(snapshots.Count, "torrent")}{more}, {snapshots.Count(snapshot => snapshot.State == TorrentState.Seeding)} seeding, {Units.Size(snapshots.Sum(snapshot => snapshot.BytesDone))} of {Units.Size(snapshots.Sum(snapshot => snapshot.BytesTotal))}, ↓ {Units.Rate(snapshots.Sum(snapshot => snapshot.DownloadRate))} ↑ {Units.Rate(snapshots.Sum(snapshot => snapshot.UploadRate))}");
    }
}
