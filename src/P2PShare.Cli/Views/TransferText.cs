using System.Globalization;
using System.Text;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Views;

/// <summary>What goes on with torrents, as sentences for people. Names in them are not yet made harmless.</summary>
internal static class TransferText
{
    private const int MostPeers = 10;

    /// <summary>How a torrent looks, in one line without its name.</summary>
    public static string Status(TorrentSnapshot snapshot)
    {
        var text = new StringBuilder(StateOf(snapshot));
        if (snapshot.State is not (TorrentState.Seeding or TorrentState.FetchingMetadata))
        {
            text.Append(CultureInfo.InvariantCulture, $" {Percent(snapshot)} ({Units.Size(snapshot.BytesDone)} of {Units.Size(snapshot.BytesTotal)})");
        }

        text.Append(CultureInfo.InvariantCulture, $", {Activity(snapshot)}");
        return text.ToString();
    }

    /// <summary>What it is doing, in a word or two.</summary>
    public static string StateOf(TorrentSnapshot snapshot) => snapshot switch
    {
        { State: TorrentState.FetchingMetadata } => "finding out",
        { State: TorrentState.Stopped } when snapshot.BytesDone == snapshot.BytesTotal => "done",
        _ => snapshot.State.ToString().ToLowerInvariant(),
    };

    /// <summary>Rates, time left, peers and ratio.</summary>
    public static string Activity(TorrentSnapshot snapshot)
    {
        return string.Create(
            CultureInfo.InvariantCulture,
            $"↓ {Units.Rate(snapshot.DownloadRate)} ↑ {Units.Rate(snapshot.UploadRate)}{Left(snapshot)}, {Words.Count(snapshot.Peers, "peer")} ({Words.Count(snapshot.Seeds, "seed")}), ratio {snapshot.Ratio:0.00}");
    }

    /// <summary>The same in one word of at most eight letters.</summary>
    public static string ShortStateOf(TorrentSnapshot snapshot) => snapshot.State == TorrentState.FetchingMetadata ? "finding" : StateOf(snapshot);

    /// <summary>All torrents together, in one line. Limits in bytes a second, 0 for none.</summary>
    public static string Summary(IReadOnlyList<TorrentSnapshot> snapshots, long maxDownloadRate, long maxUploadRate)
    {
        static string Limited(long rate, long limit) => limit == 0 ? Units.Rate(rate) : $"{Units.Rate(rate)} (max {Units.Rate(limit)})";
        var rates = $"↓ {Limited(snapshots.Sum(snapshot => snapshot.DownloadRate), maxDownloadRate)}  ↑ {Limited(snapshots.Sum(snapshot => snapshot.UploadRate), maxUploadRate)}";
        return snapshots.Count == 1 ? rates : string.Create(
            CultureInfo.InvariantCulture,
            $"{rates}  {snapshots.Count} torrents  {Units.Size(snapshots.Sum(snapshot => snapshot.BytesDone))} of {Units.Size(snapshots.Sum(snapshot => snapshot.BytesTotal))}  {snapshots.Count(snapshot => snapshot.State == TorrentState.Seeding)} seeding");
    }

    /// <summary>What happened; null where it is not worth a line for people.</summary>
    public static string? Sentence(EngineEvent fact, string name) => fact switch
    {
        EngineEvent.Checking => $"{name}: checking what is there",
        EngineEvent.Downloading { BytesDone: var done, BytesTotal: var total } => $"{name}: downloading, {Units.Size(done)} of {Units.Size(total)} are there",
        EngineEvent.Completed => $"{name}: complete",
        EngineEvent.Seeding => $"{name}: seeding",
        EngineEvent.Paused => $"{name}: paused",
        EngineEvent.Resumed => $"{name}: goes on",
        EngineEvent.PieceFailed { Piece: var piece } => string.Create(CultureInfo.InvariantCulture, $"{name}: piece {piece} was wrong and is fetched again"),
        EngineEvent.PeerBanned { Peer: var peer, Reason: var reason } => $"{name}: {peer} is banned: {reason}",
        _ => null,
    };

    /// <summary>What is wrong; null where nothing is.</summary>
    public static string? Warning(EngineEvent fact) => fact switch
    {
        EngineEvent.TrackerAnswered { Status: TrackerStatus.Failed } tracker => $"tracker {tracker.Url}: {tracker.Message ?? "no answer"}",
        EngineEvent.TrackerAnswered { Status: TrackerStatus.Warning } tracker => $"tracker {tracker.Url} says: {tracker.Message}",
        EngineEvent.Warning warning => warning.Message,
        _ => null,
    };

    /// <summary>The last word on a torrent, where it did not fail.</summary>
    public static string Result(TransferItem item, TorrentSnapshot snapshot) => string.Create(
        CultureInfo.InvariantCulture,
        $"{item.ContentPath}: {Units.Size(snapshot.BytesDone)}, downloaded {Units.Size(snapshot.Downloaded)}, uploaded {Units.Size(snapshot.Uploaded)}, ratio {snapshot.Ratio:0.00}, in {Units.Duration(snapshot.Elapsed)}");

    /// <summary>Who gave and took how much, the most first; nothing where nobody did.</summary>
    public static IEnumerable<string> Peers(IReadOnlyList<PeerTotal> peers)
    {
        foreach (var peer in peers.Take(MostPeers))
        {
            var client = peer.Client is { Length: > 0 } name ? $" ({name})" : "";
            yield return $"  {peer.Address}{client}: gave {Units.Size(peer.Downloaded)}, took {Units.Size(peer.Uploaded)}";
        }

        if (peers.Count > MostPeers)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"  and {peers.Count - MostPeers} more");
        }
    }

    /// <summary>What was added.</summary>
    public static string Added(TransferItem item) =>
        $"{item.Name}: {Units.Size(item.Metainfo.TotalLength)} in {Words.Count(item.Metainfo.Files.Count(file => !file.IsPadding), "file")}, {item.Metainfo.InfoHashes.Key}";

    /// <summary>How much of what is wanted is there; all of it only when it is.</summary>
    public static string Percent(TorrentSnapshot snapshot) => Percent(Fraction(snapshot));

    /// <summary>A fraction of 0 to 1, rounded down: what is not whole does not look like it.</summary>
    public static string Percent(double fraction) => string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(fraction * 1000) / 1000:0.0%}");

    /// <summary>How much of what is wanted is there, 0 to 1.</summary>
    public static double Fraction(TorrentSnapshot snapshot) =>
        snapshot.State == TorrentState.FetchingMetadata ? 0 : snapshot.BytesTotal == 0 ? 1 : (double)snapshot.BytesDone / snapshot.BytesTotal;

    /// <summary>The time left, while that means something.</summary>
    public static string? TimeLeft(TorrentSnapshot snapshot) =>
        snapshot is { Eta: { } eta, State: TorrentState.Downloading or TorrentState.Checking } ? Units.Duration(eta) : null;

    private static string Left(TorrentSnapshot snapshot) => TimeLeft(snapshot) is { } left ? $", {left} left" : "";
}
