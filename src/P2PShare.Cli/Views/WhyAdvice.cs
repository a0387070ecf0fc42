using P2PShare.Engine.Diagnostics;

namespace P2PShare.Cli.Views;

/// <summary>What to do about what holds a torrent up, as a sentence for people.</summary>
internal static class WhyAdvice
{
    /// <summary>The sentence, with its full stop; null where there is nothing to be done.</summary>
    public static string? Of(Diagnosis diagnosis) => diagnosis.Reason switch
    {
        HoldUp.Checking => "It begins when that is done.",
        HoldUp.Paused => "`p2pshare resume` lets it go on.",
        HoldUp.FindingMetadata => "Peers answer within seconds if they have it themselves.",
        HoldUp.NoPeers => "Somebody who has it must be online; name one with `--peer HOST:PORT`, or a tracker with `--tracker`.",
        HoldUp.CannotConnect => "They are tried again by themselves; if none is ever reached, see whether a firewall here or there is in the way.",
        HoldUp.Connecting => "Who does not answer within 10s is left.",
        HoldUp.MissingPieces => "It goes on when somebody with the missing pieces comes: ask who has all of it to be online.",
        HoldUp.Choked => "They give each a turn, mostly within 30s; uploading earns more turns, so lift `--max-upload` if it is low.",
        HoldUp.PeersUpload => diagnosis.Facts.Load.Incoming == 0
            ? "More peers would help: nobody has connected to us yet, which an open port would change."
            : "More peers would help; nothing here is in the way.",
        HoldUp.DownloadLimit => Lift(diagnosis, "-d"),
        HoldUp.UploadLimit => Lift(diagnosis, "-u"),
        HoldUp.Disk => "A faster disk would help, or fewer torrents at once.",
        HoldUp.Hashing => "Fewer torrents at once, or fewer other programs, would help.",
        HoldUp.Memory => "It goes on as pieces are completed; slow peers hold them up.",
        HoldUp.NoIncoming => "Open the port that it listens on, in the firewall and in the router (`--port` fixes its number).",
        HoldUp.NobodyWants => "Give its link or torrent to those who want it.",
        _ => null,
    };

    private static string Lift(Diagnosis diagnosis, string option) =>
        diagnosis.IsLimitShared ? $"`p2pshare limit {option} none` lifts it." : $"`p2pshare limit {option} none TORRENT` lifts it.";
}
