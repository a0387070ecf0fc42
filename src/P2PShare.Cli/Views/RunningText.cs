using System.Globalization;
using P2PShare.Cli.Json;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Views;

/// <summary>What other processes say of their torrents, as lines for people. Texts in them are not yet made harmless.</summary>
internal static class RunningText
{
    /// <summary>How a torrent is, which it is, and its limits where it has any.</summary>
    public static IEnumerable<string> Status(StatusDocument torrent)
    {
        yield return $"{torrent.Name}: {TransferText.Status(Snapshot(torrent))}";
        yield return TorrentText.Line("info-hash", string.Create(CultureInfo.InvariantCulture, $"{torrent.InfoHash}, process {torrent.Pid}"));
        if (LimitsOf(torrent) is { Length: > 0 } limits)
        {
            yield return TorrentText.Line("limits", limits);
        }
    }

    /// <summary>What holds it up, what to do, and where peers were looked for when that matters.</summary>
    public static IEnumerable<string> Why(WhyDocument torrent)
    {
        yield return $"{torrent.Name}: {torrent.Sentence}";
        if (torrent.Advice is { } advice)
        {
            yield return $"  {advice}";
        }

        if (torrent.Why is HoldUp.NoPeers or HoldUp.CannotConnect or HoldUp.NobodyWants or HoldUp.NoIncoming)
        {
            foreach (var source in torrent.Sources)
            {
                yield return TorrentText.Line(NameOf(source.Kind), Said(source));
            }
        }
    }

    /// <summary>What was done to a torrent.</summary>
    public static string Done(RunningDocument torrent, string what) => $"{torrent.Name}: {what}";

    /// <summary>By what a torrent is limited from now on.</summary>
    public static string Limits(StatusDocument torrent) => $"{torrent.Name}: {(LimitsOf(torrent) is { Length: > 0 } limits ? limits : "no limit")}";

    private static string LimitsOf(StatusDocument torrent)
    {
        (long? Rate, string What)[] limits =
        [
            (torrent.MaxDownloadRate, "down"),
            (torrent.MaxUploadRate, "up"),
            (torrent.SharedMaxDownloadRate, "down with all others"),
            (torrent.SharedMaxUploadRate, "up with all others"),
        ];
        return string.Join(", ", limits.Where(static limit => limit.Rate is not null).Select(static limit => $"{Units.Rate(limit.Rate!.Value)} {limit.What}"));
    }

    private static string NameOf(SourceKind kind) => kind switch
    {
        SourceKind.Tracker => "tracker",
        SourceKind.Dht => "DHT",
        SourceKind.Pex => "other peers",
        SourceKind.Lsd => "local network",
        SourceKind.Remembered => "earlier runs",
        _ => "--peer",
    };

    private static string Said(SourceDocument source)
    {
        var said = source.Outcome switch
        {
            SourceOutcome.Working => source.Peers == 0 ? "works, names nobody" : Words.Count(source.Peers, "peer"),
            SourceOutcome.Asking => "asked, no answer yet",
            SourceOutcome.NotAsked => "not asked yet",
            SourceOutcome.Failed => source.Message ?? "no answer",
            SourceOutcome.Off => "switched off",
            SourceOutcome.Private => "not for a private torrent",
            _ => source.Kind == SourceKind.Tracker ? "none named" : "nobody",
        };
        var url = source.Url is { } address ? $"{address}: " : "";
        var nodes = source.Nodes is { } count ? $", {Words.Count(count, "node")} known" : "";
        var next = source.Next is { } seconds and > 0 ? $", asked again in {Units.Duration(TimeSpan.FromSeconds(seconds))}" : "";
        return $"{url}{said}{nodes}{next}";
    }

    private static TorrentSnapshot Snapshot(StatusDocument torrent) => new()
    {
        InfoHashes = InfoHashes.TryParse(torrent.InfoHash, out var hashes) ? hashes : new InfoHashes(null, null),
        Name = torrent.Name,
        State = torrent.State,
        BytesDone = torrent.BytesDone,
        BytesTotal = torrent.BytesTotal,
        DownloadRate = torrent.DownloadRate,
        UploadRate = torrent.UploadRate,
        Peers = torrent.Peers,
        Seeds = torrent.Seeds,
        Eta = torrent.Eta is { } eta ? TimeSpan.FromSeconds(eta) : null,
        Ratio = torrent.Ratio,
    };
}
