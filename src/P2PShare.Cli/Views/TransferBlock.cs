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

    /// <summary>The block.</summary>
    public static IRenderable Render(IReadOnlyList<TorrentSnapshot> snapshots, (int Columns, int Rows) size)
    {
        var most = Math.Max(1, size.Rows - RowsKeptFree);
        var shown = snapshots.Count <= most ? snapshots : [.. snapshots.OrderByDescending(Importance).Take(most)];

        // What fills a line to its end would begin another one.
        var columns = size.Columns - 1;
        var layout = RowLayout.For(shown, columns);
        var rows = shown.Select(snapshot => Row(snapshot, layout));
        return new Rows(snapshots.Count > 1 ? rows.Append(new Text(Cells.Fit(Summary(snapshots, snapshots.Count - shown.Count), columns))) : rows);
    }

    private static IRenderable Row(TorrentSnapshot snapshot, RowLayout layout)
    {
        var fraction = TransferText.Fraction(snapshot);
        var style = snapshot.State switch
        {
            TorrentState.Seeding => new Style(Color.Green),
            TorrentState.Checking or TorrentState.FetchingMetadata => new Style(Color.Yellow),
            _ => new Style(Color.Blue),
        };
        var gap = new string(' ', RowLayout.Gap);
        var row = new Paragraph().Append(Cells.Fill(Printable.Line(snapshot.Name), layout.Name) + gap);
        if (layout.Bar > 0)
        {
            row.Append(ProgressBar.Draw(fraction, layout.Bar), style).Append(gap);
        }

        row.Append(string.Create(CultureInfo.InvariantCulture, $"{fraction,RowLayout.Percent:0.0%}") + gap);
        if (layout.State > 0)
        {
            row.Append(Cells.Fill(TransferText.StateOf(snapshot), layout.State), style).Append(gap);
        }

        return row.Append(layout.Activity(snapshot));
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
