using System.Globalization;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Views;

/// <summary>What may be seen of the selected torrent beside its row.</summary>
internal enum Panel
{
    None,
    Files,
    Peers,
}

/// <summary>Draws the files or the peers of a torrent, a stretch of them where there is no room for all.</summary>
/// <param name="glyphs">The signs that the terminal can show.</param>
/// <param name="width">Cells in all.</param>
/// <param name="indent">Cells at the left.</param>
internal sealed class Panels(Glyphs glyphs, int width, int indent)
{
    /// <summary>The files.</summary>
    public IReadOnlyList<ScreenLine> Draw(IReadOnlyList<FileSnapshot> files, int from, int lines) => Draw(
        [
            new Column<FileSnapshot>(Words.Count(files.Count, "file"), 16, file => file.Path),
            new("", 10, file => glyphs.Bar(FractionOf(file), 10)) { Rank = 1 },
            new("done", 8, file => !file.IsWanted ? "unwanted" : TransferText.Percent(FractionOf(file))),
            new("size", 7, file => Units.ShortSize(file.Length)) { Rank = 2 },
        ],
        files,
        from,
        lines);

    /// <summary>The peers.</summary>
    public IReadOnlyList<ScreenLine> Draw(IReadOnlyList<PeerSnapshot> peers, int from, int lines) => Draw(
        [
            new Column<PeerSnapshot>(Words.Count(peers.Count, "peer"), 15, peer => $"{peer.Address}"),
            new("client", 18, peer => glyphs.Harmless(peer.IsWebSeed ? "web server" : peer.Client ?? "")) { Rank = 5, IsLeft = true },
            new("has", 6, peer => TransferText.Percent(peer.Progress)) { Rank = 3 },
            new("down", 9, peer => RateOf(peer.DownloadRate)) { Rank = 1 },
            new("up", 9, peer => RateOf(peer.UploadRate)) { Rank = 2 },
            new("got", 7, peer => SizeOf(peer.Downloaded)) { Rank = 4 },
            new("gave", 7, peer => SizeOf(peer.Uploaded)) { Rank = 4 },
            new("", 16, StateOf) { Rank = 6, IsLeft = true },
        ],
        peers,
        from,
        lines);

    private List<ScreenLine> Draw<T>(IReadOnlyList<Column<T>> columns, IReadOnlyList<T> rows, int from, int lines)
    {
        var table = new Table<T>(columns, glyphs, indent, width);
        var count = rows.Count < lines ? rows.Count : Math.Max(0, lines - 2);
        var first = Math.Clamp(from, 0, Math.Max(0, rows.Count - count));
        List<ScreenLine> result = [table.Head(), .. rows.Skip(first).Take(count).Select(row => table.Row(row))];
        if (count < rows.Count && lines > 1)
        {
            result.Add(new ScreenLine(glyphs).Add(string.Create(CultureInfo.InvariantCulture, $"{first + 1} to {first + count} of {rows.Count}"), ScreenLine.Dim, indent));
        }

        return result;
    }

    private static double FractionOf(FileSnapshot file) => file.Length == 0 ? 1 : (double)file.BytesDone / file.Length;

    private static string RateOf(long rate) => rate == 0 ? "" : Units.ShortRate(rate);

    private static string SizeOf(long size) => size == 0 ? "" : Units.ShortSize(size);

    private static string StateOf(PeerSnapshot peer) => peer switch
    {
        { IsSnubbing: true } => "silent",
        { DownloadRate: > 0 } or { UploadRate: > 0 } => "",
        { AmInterested: true, PeerChoking: true } => "lets us wait",
        { PeerInterested: true, AmChoking: true } => "waits for us",
        { AmInterested: false, PeerInterested: false } => "nothing to trade",
        _ => "",
    };
}
