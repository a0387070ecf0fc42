using System.Globalization;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Torrents;
using Spectre.Console;

namespace P2PShare.Cli.Views;

/// <summary>Draws a torrent in two lines: who it is with whom, then how far and how fast; and a third that says why not faster. Places depend on the width alone.</summary>
/// <param name="glyphs">The signs that the terminal can show.</param>
/// <param name="width">Cells in all.</param>
/// <param name="indent">Cells at the left, where the selected one is marked.</param>
internal sealed class RoomyRow(Glyphs glyphs, int width, int indent)
{
    private const int Gap = 2;
    private const int MostWidth = 110;
    private const int LeastName = 20;
    private const int LeastBar = 8;
    private const int LeastBarBesideAmount = 16;
    private const int Percent = 6;
    private const int Time = 7;

    private readonly int _width = Math.Min(width, MostWidth);

    /// <summary>Its lines.</summary>
    public IEnumerable<ScreenLine> Draw(ShownTorrent torrent)
    {
        yield return Who(torrent);
        yield return HowFar(torrent);
        if (torrent.Why is { } why)
        {
            yield return new ScreenLine(glyphs).AddForeignBeginning(why, width - indent, torrent.IsStuck ? new Style(Color.Yellow) : ScreenLine.Dim, indent);
        }
    }

    private ScreenLine Who(ShownTorrent torrent)
    {
        var snapshot = torrent.Snapshot;
        Part[] all =
        [
            new(TransferText.StateOf(snapshot), 11, torrent.Style),
            new(Words.Count(snapshot.Peers, "peer"), 9),
            new(Words.Count(snapshot.Seeds, "seed"), 8),
            new(string.Create(CultureInfo.InvariantCulture, $"ratio {snapshot.Ratio:0.00}"), 11),
        ];
        Part[][] choices = [all, all[..3], all[..2], [all[1]], []];
        var parts = choices.First(choice => choice.Length == 0 || width - indent - WidthOf(choice) >= LeastName);
        var mark = torrent.IsSelected && indent > 0 ? ">" : "";
        Style? style = torrent.IsSelected && indent > 0 ? new Style(decoration: Decoration.Bold) : (Style?)null;
        var line = new ScreenLine(glyphs).Add(mark, style).AddForeign(snapshot.Name, _width - indent - WidthOf(parts), style, indent);
        return Append(line, parts);
    }

    private ScreenLine HowFar(ShownTorrent torrent)
    {
        var snapshot = torrent.Snapshot;
        var fraction = TransferText.Fraction(snapshot);
        var rate = glyphs.Down.Length + 10;
        var percent = new Part(TransferText.Percent(snapshot), Percent);
        var down = new Part($"{glyphs.Down} {Units.ShortRate(snapshot.DownloadRate),9}", rate);
        var up = new Part($"{glyphs.Up} {Units.ShortRate(snapshot.UploadRate),9}", rate - glyphs.Down.Length + glyphs.Up.Length);
        var time = TransferText.TimeLeft(snapshot) ?? "";
        var left = new Part(time.Length > 0 ? time + " left" : "", Time + 5);
        var amount = new Part(Amount(snapshot), 18);
        var main = snapshot.State == TorrentState.Seeding ? up : down;
        Part[][] choices = [[percent, down, up, left, amount], [percent, down, up, left], [percent, main, left], [percent, main, new Part(time, Time)], [percent, main], [percent]];
        var parts = choices.First(choice => choice.Length == 1 || BarBeside(choice) >= (choice.Length == choices[0].Length ? LeastBarBesideAmount : LeastBar));
        return Append(new ScreenLine(glyphs).Add(glyphs.Bar(fraction, Math.Max(0, BarBeside(parts))), torrent.Style, indent), parts);
    }

    private int BarBeside(Part[] parts) => _width - indent - WidthOf(parts);

    private static string Amount(TorrentSnapshot snapshot) => snapshot.State switch
    {
        TorrentState.FetchingMetadata => "",
        TorrentState.Seeding => Units.ShortSize(snapshot.BytesTotal),
        _ => $"{Units.ShortSize(snapshot.BytesDone)} of {Units.ShortSize(snapshot.BytesTotal)}",
    };

    private ScreenLine Append(ScreenLine line, Part[] parts)
    {
        var end = _width - WidthOf(parts);
        foreach (var part in parts)
        {
            end += Gap + part.Width;
            line = line.AddBefore(end, part.Text, part.Style);
        }

        return line;
    }

    private static int WidthOf(Part[] parts) => parts.Sum(part => Gap + part.Width);

    /// <summary>A text that ends at its place.</summary>
    private sealed record Part(string Text, int Width, Style? Style = null);
}
