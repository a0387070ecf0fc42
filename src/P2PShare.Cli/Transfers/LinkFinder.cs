using System.Net;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Metadata;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>Finds the torrents that links stand for: in the state folder, else from peers.</summary>
/// <param name="context">The world.</param>
/// <param name="engine">The engine that asks, started.</param>
/// <param name="settings">How peers are found, and for how long.</param>
/// <param name="named">Peers named by the user.</param>
/// <param name="warn">Told what is wrong and ends nothing.</param>
internal sealed class LinkFinder(CommandContext context, ITransferEngine engine, TransferSettings settings, IReadOnlyList<IPEndPoint> named, Action<string> warn)
{
    /// <summary>Finds one.</summary>
    /// <param name="magnet">The link.</param>
    /// <param name="showing">Given the search, if peers have to be asked.</param>
    /// <param name="stop">Asks for an orderly end.</param>
    /// <exception cref="CommandException">It was not found in time, is already here, or is no torrent that can be used; or the end was asked for.</exception>
    public async Task<FoundMetadata> FindAsync(MagnetLink magnet, Action<ITransferThing> showing, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();
        if (await Task.Run(() => engine.FindSaved(magnet.InfoHashes), stop) is { } saved)
        {
            return new FoundMetadata(WithTrackersOf(magnet, saved), await NamesAsync(magnet, stop));
        }

        return await AskPeersAsync(magnet, showing, stop);
    }

    private static TorrentMetainfo WithTrackersOf(MagnetLink magnet, TorrentMetainfo saved)
    {
        var known = saved.Trackers.SelectMany(tier => tier).ToHashSet(StringComparer.Ordinal);
        return saved with { Trackers = [.. saved.Trackers, .. magnet.Trackers.Where(known.Add).Select(url => (IReadOnlyList<string>)[url])] };
    }

    private async Task<FoundMetadata> AskPeersAsync(MagnetLink magnet, Action<ITransferThing> showing, CancellationToken stop)
    {
        var name = magnet.DisplayName ?? magnet.InfoHashes.Key;
        var search = Begin(magnet, name, [.. named, .. await NamesAsync(magnet, stop)]);
        showing(search);
        var limit = Limit();
        try
        {
            return await search.Ended.WaitAsync(limit ?? Timeout.InfiniteTimeSpan, context.Time, stop)
                ?? throw new CommandException(UserError.Interrupted($"`{name}`"));
        }
        catch (TimeoutException)
        {
            var known = search.Snapshot().KnownPeers;
            throw new CommandException(UserError.MetadataNotFound(
                name, known == 0 ? "no peer was found" : $"none of {Words.Count(known, "peer")} had it", Units.Duration(limit ?? default), IsBare(magnet) ? MagnetArgument.QuoteHint : null));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            throw new CommandException(UserError.Interrupted($"`{name}`"));
        }
        catch (MetainfoException unusable)
        {
            throw new CommandException(UserError.TorrentUnreadable(name, unusable.Message), unusable);
        }
        finally
        {
            await search.StopAsync();
        }
    }

    /// <summary>Nothing but a hash: so looks a link that the shell has cut.</summary>
    private static bool IsBare(MagnetLink magnet) => magnet.Trackers.Count == 0 && magnet.Peers.Count == 0 && magnet.DisplayName is null;

    private ITransferSearch Begin(MagnetLink magnet, string name, IReadOnlyList<IPEndPoint> peers)
    {
        try
        {
            return engine.Search(magnet, new MetadataOptions { Trackers = settings.Trackers, Peers = peers, MaxSessions = settings.MaxPeers });
        }
        catch (InvalidOperationException)
        {
            throw new CommandException(UserError.Duplicate(name));
        }
    }

    /// <summary>Both time-outs hold: nothing comes before the metadata does.</summary>
    private TimeSpan? Limit() => (settings.Stop.Timeout, settings.Stop.StallTimeout) switch
    {
        ({ } whole, { } stall) => whole < stall ? whole : stall,
        var (whole, stall) => whole ?? stall,
    };

    private Task<IReadOnlyList<IPEndPoint>> NamesAsync(MagnetLink magnet, CancellationToken stop) =>
        PeerNames.ResolveAsync(context, [.. magnet.Peers.Select(ToHostPort)], warn, stop);

    private static HostPort ToHostPort(EndPoint peer) => peer switch
    {
        DnsEndPoint name => new HostPort(name.Host, name.Port),
        IPEndPoint address => new HostPort(address.Address.ToString(), address.Port),
        _ => throw new ArgumentException($"{peer} is neither a name nor an address.", nameof(peer)),
    };
}
