using P2PShare.Cli.Json;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Views;
using P2PShare.Engine;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Control;

/// <summary>Does to a run what another process asks, and says how it is then. Waits for nothing.</summary>
/// <param name="control">The run.</param>
/// <param name="processId">This process.</param>
internal sealed class ControlDesk(ITransferControl control, int processId)
{
    /// <summary>Does it. Null for what makes no sense.</summary>
    public ControlAnswer? Answer(ControlRequest request)
    {
        if (!Enum.IsDefined(request.Verb) || request.MaxDownloadRate < 0 || request.MaxUploadRate < 0)
        {
            return null;
        }

        var things = Chosen(request.Torrents);
        Act(request, things);
        return request.Verb switch
        {
            ControlVerb.Why => new ControlAnswer { Why = [.. things.Select(thing => Why(thing))] },
            ControlVerb.Status or ControlVerb.Limit => new ControlAnswer { Status = [.. things.Select(Status)] },
            _ => new ControlAnswer { Torrents = [.. things.Select(thing => Running(thing.Snapshot()))] },
        };
    }

    private List<ITransferThing> Chosen(IReadOnlyList<string>? torrents) =>
    [
        .. control.Slots.Select(static slot => slot.Thing).OfType<ITransferThing>().Where(thing =>
            thing.Snapshot() is { State: not TorrentState.Stopped } snapshot && (torrents?.Contains(snapshot.InfoHashes.Key, StringComparer.Ordinal) ?? true)),
    ];

    private void Act(ControlRequest request, List<ITransferThing> things)
    {
        if (request is { Verb: ControlVerb.Limit, Torrents: null })
        {
            SetLimits(control.Limits, request);
            return;
        }

        if (request is { Verb: ControlVerb.Stop, Torrents: null })
        {
            control.Stop();
            return;
        }

        foreach (var thing in things)
        {
            Act(request, thing);
        }
    }

    private static void Act(ControlRequest request, ITransferThing thing)
    {
        switch (request.Verb, thing)
        {
            case (ControlVerb.Pause, ITransferTorrent torrent):
                torrent.Pause();
                break;
            case (ControlVerb.Resume, ITransferTorrent torrent):
                torrent.Resume();
                break;
            case (ControlVerb.Limit, ITransferTorrent torrent):
                SetLimits(torrent.Limits, request);
                break;
            case (ControlVerb.Stop, ITransferTorrent torrent):
                // It ends by itself, and says so to whoever runs it.
                _ = torrent.StopAsync();
                break;
            case (ControlVerb.Stop, ITransferSearch search):
                _ = search.StopAsync();
                break;
        }
    }

    private static void SetLimits(RateLimits limits, ControlRequest request)
    {
        limits.MaxDownloadRate = request.MaxDownloadRate ?? limits.MaxDownloadRate;
        limits.MaxUploadRate = request.MaxUploadRate ?? limits.MaxUploadRate;
    }

    private RunningDocument Running(TorrentSnapshot snapshot) =>
        new(processId, snapshot.InfoHashes.Key, snapshot.InfoHashes.V2?.ToString(), snapshot.Name, snapshot.State);

    private StatusDocument Status(ITransferThing thing)
    {
        var snapshot = thing.Snapshot();
        var own = (thing as ITransferTorrent)?.Limits;
        return new StatusDocument(processId, snapshot.InfoHashes.Key, snapshot.InfoHashes.V2?.ToString(), snapshot.Name, snapshot.State)
        {
            BytesDone = snapshot.BytesDone,
            BytesTotal = snapshot.BytesTotal,
            Downloaded = snapshot.Downloaded,
            Uploaded = snapshot.Uploaded,
            DownloadRate = snapshot.DownloadRate,
            UploadRate = snapshot.UploadRate,
            MaxDownloadRate = OrNone(own?.MaxDownloadRate),
            MaxUploadRate = OrNone(own?.MaxUploadRate),
            SharedMaxDownloadRate = OrNone(control.Limits.MaxDownloadRate),
            SharedMaxUploadRate = OrNone(control.Limits.MaxUploadRate),
            Peers = snapshot.Peers,
            Seeds = snapshot.Seeds,
            KnownPeers = snapshot.KnownPeers,
            Eta = snapshot.Eta is { } eta ? TorrentDocuments.Seconds(eta) : null,
            Ratio = Math.Round(snapshot.Ratio, 4),
            Elapsed = TorrentDocuments.Seconds(snapshot.Elapsed),
            Why = thing.Diagnose().Reason,
        };
    }

    private WhyDocument Why(ITransferThing thing)
    {
        var snapshot = thing.Snapshot();
        var diagnosis = thing.Diagnose();
        var facts = diagnosis.Facts;
        return new WhyDocument(processId, snapshot.InfoHashes.Key, snapshot.InfoHashes.V2?.ToString(), snapshot.Name, facts.State)
        {
            Why = diagnosis.Reason,
            Sentence = WhyText.Of(diagnosis) ?? TransferText.StateOf(snapshot),
            Advice = WhyAdvice.Of(diagnosis),
            DownloadRate = facts.DownloadRate,
            UploadRate = facts.UploadRate,
            MaxDownloadRate = OrNone(facts.MaxDownloadRate),
            MaxUploadRate = OrNone(facts.MaxUploadRate),
            DownloadWaits = Math.Round(facts.DownloadWaits, 3),
            UploadWaits = Math.Round(facts.UploadWaits, 3),
            Active = TorrentDocuments.Seconds(facts.Active),
            Peers = facts.Peers,
            Pieces = facts.Pieces,
            Load = facts.Load,
            Sources =
            [
                .. facts.Sources.Select(static source => new SourceDocument(
                    source.Kind, source.Outcome, source.Url, source.Message, source.Peers, source.Nodes, source.Next is { } next ? TorrentDocuments.Seconds(next) : null)),
            ],
        };
    }

    private static long? OrNone(long? rate) => rate == 0 ? null : rate;
}
