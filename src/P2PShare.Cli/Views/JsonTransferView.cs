using System.Net;
using P2PShare.Cli.Json;
using P2PShare.Cli.Transfers;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Cli.Views;

/// <summary>One JSON object a line for everything that happens.</summary>
internal sealed class JsonTransferView(CommandOutput output, TimeProvider time) : ITransferView
{
    private ITransferControl? _control;

    public bool UsesSnapshots => true;

    public void Listening(IReadOnlyList<IPEndPoint> addresses)
    {
        foreach (var address in addresses)
        {
            output.Document(new ListeningEvent(Now, address.Address.ToString(), address.Port));
        }
    }

    public void Begin(ITransferControl control) => _control = control;

    public void Searching(TransferRequest.Link link) =>
        output.Document(new AddedEvent(Now, link.Magnet.InfoHashes.Key, link.Argument, WithoutSecrets(link.Magnet, isPrivate: false).ToString()));

    public void Added(TransferItem item)
    {
        var metainfo = item.Metainfo;
        if (item.Searched is null)
        {
            output.Document(new AddedEvent(Now, metainfo.InfoHashes.Key, item.Argument, WithoutSecrets(MagnetLink.Of(metainfo), metainfo.IsPrivate).ToString()));
        }

        output.Document(new MetadataEvent(
            Now, metainfo.InfoHashes.Key, metainfo.Name, metainfo.TotalLength, metainfo.Files.Count(file => !file.IsPadding)));
    }

    public void Happened(EngineEvent fact, TransferItem? item)
    {
        if (Document(fact) is { } document)
        {
            output.Document(document);
        }
    }

    public void Progress(IReadOnlyList<TorrentSnapshot> snapshots)
    {
        var things = Things();
        foreach (var snapshot in snapshots)
        {
            output.Document(new ProgressEvent(Now, snapshot.InfoHashes.Key)
            {
                Why = things.GetValueOrDefault(snapshot.InfoHashes)?.Diagnose().Reason,
                State = snapshot.State,
                BytesDone = snapshot.BytesDone,
                BytesTotal = snapshot.BytesTotal,
                Downloaded = snapshot.Downloaded,
                Uploaded = snapshot.Uploaded,
                DownloadRate = snapshot.DownloadRate,
                UploadRate = snapshot.UploadRate,
                Peers = snapshot.Peers,
                Seeds = snapshot.Seeds,
                Eta = snapshot.Eta is { } eta ? TorrentDocuments.Seconds(eta) : null,
                Ratio = Math.Round(snapshot.Ratio, 4),
            });
        }
    }

    public void Warn(string sentence, string? infoHash = null) => output.Document(new WarningEvent(Now, infoHash, sentence));

    public void Result(TransferResult result)
    {
        if (result.ErrorToTell is { } error)
        {
            output.Tell(error);
        }

        End(result);
    }

    public void Stopping()
    {
        // Each torrent says itself that it has stopped.
    }

    public ValueTask EndAsync(IReadOnlyList<TransferResult> results)
    {
        foreach (var error in results.Select(result => result.Error).OfType<UserError>().Distinct())
        {
            output.Tell(error);
        }

        foreach (var result in results)
        {
            End(result);
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>The link without trackers that hold a secret: events end in logs and reports, and a passkey is a password.</summary>
    private static MagnetLink WithoutSecrets(MagnetLink link, bool isPrivate) =>
        link with { Trackers = [.. link.Trackers.Where(url => !isPrivate && TrackerUrl.Redact(url) == url)] };

    private DateTime Now => TorrentDocuments.Moment(time.GetUtcNow());

    private void End(TransferResult result)
    {
        if (result.Error is { } error)
        {
            output.Document(output.ErrorDocument(error, result.Argument) with { InfoHash = result.Item?.Metainfo.InfoHashes.Key });
        }

        output.Document(new ResultEvent(
            Now,
            result.Item?.Metainfo.InfoHashes.Key,
            result.Argument,
            result.Outcome,
            (int)result.Code,
            result.Path,
            result.Snapshot?.Downloaded ?? 0,
            result.Snapshot?.Uploaded ?? 0,
            TorrentDocuments.Seconds(result.Elapsed),
            result.Error?.Message)
        {
            Action = result.Action,
            Peers = [.. result.Peers.Select(peer => new ResultPeer(peer.Address.ToString(), peer.Client, peer.Downloaded, peer.Uploaded))],
        });
    }

    /// <summary>What runs, looked at once for all: there may be thousands.</summary>
    private Dictionary<InfoHashes, ITransferThing> Things()
    {
        var things = new Dictionary<InfoHashes, ITransferThing>();
        foreach (var thing in (_control?.Slots ?? []).Select(static slot => slot.Thing).OfType<ITransferThing>())
        {
            things.TryAdd(thing.Snapshot().InfoHashes, thing);
        }

        return things;
    }

    private static EventDocument? Document(EngineEvent fact)
    {
        var at = TorrentDocuments.Moment(fact.Time);
        var hash = fact.Torrent?.Key;
        return fact switch
        {
            EngineEvent.Checking => new FactEvent("checking", at, hash),
            EngineEvent.Downloading downloading => new DownloadingEvent(at, hash, downloading.BytesDone, downloading.BytesTotal),
            EngineEvent.Completed => new FactEvent("completed", at, hash),
            EngineEvent.Seeding => new FactEvent("seeding", at, hash),
            EngineEvent.Paused => new FactEvent("paused", at, hash),
            EngineEvent.Resumed => new FactEvent("resumed", at, hash),
            EngineEvent.Stopped stopped => new StoppedEvent(at, hash, Outcomes.Name(stopped.Outcome), stopped.Message),
            EngineEvent.PieceFailed failed => new PieceFailedEvent(at, hash, failed.Piece),
            EngineEvent.PeerBanned banned => new PeerBannedEvent(at, hash, banned.Peer.ToString(), banned.Reason),
            EngineEvent.TrackerAnswered tracker => new TrackerEvent(at, hash, tracker.Url, tracker.Status, tracker.Message, tracker.Peers),
            EngineEvent.Warning warning => new WarningEvent(at, hash, warning.Message),
            _ => null,
        };
    }
}
