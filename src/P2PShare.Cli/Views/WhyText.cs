using System.Globalization;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Diagnostics;

namespace P2PShare.Cli.Views;

/// <summary>What holds a torrent up, as a sentence for people with the number that shows it. Messages in it are not yet made harmless.</summary>
internal static class WhyText
{
    /// <summary>The sentence; null where what it is doing says it all.</summary>
    public static string? Of(Diagnosis diagnosis)
    {
        var facts = diagnosis.Facts;
        var peers = facts.Peers;
        return diagnosis.Reason switch
        {
            HoldUp.Checking or HoldUp.Paused or HoldUp.Stopped => null,
            HoldUp.FindingMetadata => $"asking {Words.Count(peers.Connected, "peer")} what is in it",
            HoldUp.NoPeers => $"no peers found; {Sources(facts)}",
            HoldUp.CannotConnect => $"none of {Words.Count(peers.Known + peers.GivenUp, "known peer")} can be reached{Failures(peers)}",
            HoldUp.Connecting => $"connecting to {Words.Count(peers.Connecting, "peer")}",
            HoldUp.MissingPieces => $"no connected peer has any of {Words.Count(facts.Pieces.Missing, "missing piece")}",
            HoldUp.Choked => $"waiting for a turn: {Words.Count(peers.Interesting, "peer")} with missing pieces let nobody ask yet",
            HoldUp.PeersUpload => $"as fast as {Words.Count(peers.Unchoking, "peer")} of {Number(peers.Interesting)} with missing pieces can send{Rare(facts.Pieces)}",
            HoldUp.DownloadLimit => $"held by {Limit(diagnosis, facts.MaxDownloadRate, facts.Load.MaxDownloadRate)} down",
            HoldUp.UploadLimit => $"held by {Limit(diagnosis, facts.MaxUploadRate, facts.Load.MaxUploadRate)} up",
            HoldUp.Disk => $"the disk is slower: {Units.Size(facts.Load.DiskQueued)} wait for it",
            HoldUp.Hashing => "the processor is slower: pieces wait to be checked",
            HoldUp.Memory => $"all {Units.Size(facts.Load.MemoryTotal)} for unfinished pieces are taken",
            HoldUp.NoIncoming => $"nobody has connected to us in {Units.Duration(facts.Active)}: is the port open?",
            HoldUp.NobodyWants => peers.Connected == 0 ? "nobody is connected" : $"none of {Words.Count(peers.Connected, "peer")} wants anything",
            HoldUp.Complete => $"as fast as {Words.Count(peers.Served, "peer")} of {Number(peers.InterestedInUs)} can take",
            _ => null,
        };
    }

    private static string Sources(TorrentFacts facts) =>
        facts.Sources.Count == 0 ? "there is no source of peers" : string.Join("; ", facts.Sources.Where(source => source.Outcome is not (SourceOutcome.NotAsked or SourceOutcome.None)).Select(Source));

    private static string Source(SourceReport source)
    {
        var name = source.Kind switch
        {
            SourceKind.Tracker => source.Url ?? "tracker",
            SourceKind.Dht => "DHT",
            SourceKind.Pex => "peers of peers",
            SourceKind.Lsd => "local network",
            SourceKind.Remembered => "earlier run",
            _ => "--peer",
        };
        return source.Outcome switch
        {
            SourceOutcome.Failed => $"{name}: {source.Message ?? "no answer"}",
            SourceOutcome.Asking => $"{name}: asking",
            SourceOutcome.Off => $"{name}: off",
            SourceOutcome.Private => $"{name}: not for private torrents",
            _ => $"{name}: {(source.Peers == 0 ? "nobody" : Words.Count(source.Peers, "peer"))}",
        };
    }

    private static string Failures(PeerFacts peers)
    {
        (int Count, string What)[] failures = [(peers.Refused, "refused"), (peers.TimedOut, "silent"), (peers.BrokeOff, "broke off"), (peers.GivenUp, "given up")];
        var told = failures.Where(failure => failure.Count > 0).Select(failure => $"{Number(failure.Count)} {failure.What}").ToArray();
        return told.Length == 0 ? "" : $": {string.Join(", ", told)}";
    }

    private static string Rare(PieceFacts pieces) =>
        pieces.Unavailable == 0 ? "" : $"; {Number(pieces.Unavailable)} of {Words.Count(pieces.Missing, "missing piece")} nobody has";

    private static string Limit(Diagnosis diagnosis, long own, long shared) =>
        diagnosis.IsLimitShared ? $"the limit of all torrents, {Units.Rate(shared)}" : $"the torrent's limit, {Units.Rate(own)}";

    private static string Number(int number) => number.ToString(CultureInfo.InvariantCulture);
}
