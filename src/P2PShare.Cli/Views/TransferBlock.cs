using System.Globalization;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Torrents;
using Spectre.Console;

namespace P2PShare.Cli.Views;

/// <summary>Draws torrents below each other: in two lines each where all have room, in a table where not, the active ones and the selected one where even that is too much.</summary>
/// <param name="glyphs">The signs that the terminal can show.</param>
/// <param name="width">Cells in all.</param>
/// <param name="indent">Cells at the left, where the selected one is marked.</param>
internal sealed class TransferBlock(Glyphs glyphs, int width, int indent)
{
    private readonly RoomyRow _roomy = new(glyphs, width, indent);

    /// <summary>The torrents in no more than so many lines.</summary>
    public IReadOnlyList<ScreenLine> Draw(IReadOnlyList<ShownTorrent> torrents, int lines)
    {
        var roomy = torrents.Count <= lines ? torrents.SelectMany(_roomy.Draw).ToList() : [];
        return roomy.Count > 0 && roomy.Count <= lines ? roomy : InTable(torrents, lines);
    }

    private List<ScreenLine> InTable(IReadOnlyList<ShownTorrent> torrents, int lines)
    {
        var table = new Table<ShownTorrent>(Columns(), glyphs, indent, width);
        var why = lines >= 5 ? torrents.FirstOrDefault(torrent => torrent.IsSelected)?.Why : null;
        var head = lines >= 4 ? 1 : 0;
        var room = lines - head - (why is null ? 0 : 1);
        var shown = Visible(torrents, room);
        List<ScreenLine> result = head > 0 ? [table.Head()] : [];
        foreach (var torrent in shown)
        {
            var isMarked = torrent.IsSelected && indent > 0;
            result.Add(table.Row(torrent, isMarked ? ">" : "", isMarked ? new Style(decoration: Decoration.Bold) : (Style?)null));
            if (torrent.IsSelected && why is not null)
            {
                result.Add(new ScreenLine(glyphs).AddForeignBeginning(why, width - 2 * indent, torrent.IsStuck ? new Style(Color.Yellow) : ScreenLine.Dim, 2 * indent));
            }
        }

        if (shown.Count < torrents.Count && room > 1)
        {
            result.Add(new ScreenLine(glyphs).Add(string.Create(CultureInfo.InvariantCulture, $"+{torrents.Count - shown.Count} more"), ScreenLine.Dim, indent));
        }

        return result;
    }

    /// <summary>As many as fit: a stretch of them that has the selected one in it, with a line left for the number of the others.</summary>
    private static List<ShownTorrent> Visible(IReadOnlyList<ShownTorrent> torrents, int lines)
    {
        if (torrents.Count <= lines)
        {
            return [.. torrents];
        }

        var count = Math.Max(1, lines - 1);
        var selected = torrents.TakeWhile(torrent => !torrent.IsSelected).Count() % torrents.Count;
        return [.. torrents.Skip(Math.Max(0, selected - count + 1)).Take(count)];
    }

    private Column<ShownTorrent>[] Columns() =>
    [
        new("name", 20, torrent => torrent.Snapshot.Name),
        new("", 8, torrent => glyphs.Bar(TransferText.Fraction(torrent.Snapshot), 8)) { Rank = 4, Style = torrent => torrent.Style },
        new("done", 6, torrent => TransferText.Percent(torrent.Snapshot)),
        new("down", 9, torrent => RateOf(torrent.Snapshot.DownloadRate)) { Rank = 1 },
        new("up", 9, torrent => RateOf(torrent.Snapshot.UploadRate)) { Rank = 2 },
        new("left", 8, Left) { Rank = 3, Style = torrent => TransferText.TimeLeft(torrent.Snapshot) is null ? torrent.Style : (Style?)null },
        new("peers", 5, torrent => string.Create(CultureInfo.InvariantCulture, $"{torrent.Snapshot.Peers}")) { Rank = 5 },
        new("ratio", 6, torrent => string.Create(CultureInfo.InvariantCulture, $"{torrent.Snapshot.Ratio:0.00}")) { Rank = 6 },
        new("seeds", 5, torrent => string.Create(CultureInfo.InvariantCulture, $"{torrent.Snapshot.Seeds}")) { Rank = 7 },
        new("size", 7, torrent => Units.ShortSize(torrent.Snapshot.BytesTotal)) { Rank = 8 },
    ];

    // A column of zeros is noise.
    private static string RateOf(long rate) => rate == 0 ? "" : Units.ShortRate(rate);

    private static string Left(ShownTorrent torrent) =>
        TransferText.TimeLeft(torrent.Snapshot) ?? (torrent.Snapshot.State == TorrentState.Downloading ? "" : TransferText.ShortStateOf(torrent.Snapshot));
}
