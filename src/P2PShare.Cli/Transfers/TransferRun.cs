using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Cli.Views;
using P2PShare.Engine;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>Gets or seeds torrents in one engine until each has ended: starts, shows, stops in order, reports.</summary>
internal sealed class TransferRun(CommandContext context, CommandOutput output, TransferSettings settings, ILoggerFactory logging)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private const int DefaultSessions = 200;

    private readonly Lock _showing = new();
    private readonly List<(TransferItem Item, ITransferTorrent Torrent)> _running = [];
    private readonly List<TransferResult> _results = [];

    /// <summary>Runs them.</summary>
    /// <param name="items">What to get or seed.</param>
    /// <param name="failed">What could not even begin, to be reported with the others.</param>
    /// <param name="stop">Asks for an orderly end.</param>
    public async Task<ExitCode> RunAsync(IReadOnlyList<TransferItem> items, IReadOnlyList<TransferResult> failed, CancellationToken stop)
    {
        ITransferView view = output.Style.Json ? new JsonTransferView(output, context.Time) : new TextTransferView(context, output);
        _results.AddRange(failed);
        try
        {
            if (items.Count > 0)
            {
                await RunEngineAsync(items, view, stop);
            }
        }
        finally
        {
            await view.EndAsync(_results);
        }

        return ExitCodes.Combine([.. _results.Select(result => result.Code)]);
    }

    private async Task RunEngineAsync(IReadOnlyList<TransferItem> items, ITransferView view, CancellationToken stop)
    {
        // Known before they are added: the engine tells of a torrent even while it is being added.
        var named = items.DistinctBy(item => item.Metainfo.InfoHashes).ToDictionary(item => item.Metainfo.InfoHashes);
        using var ended = new CancellationTokenSource();
        var engine = context.Services.CreateEngine(EngineOptions(), logging);
        var telling = TellAsync(engine, named, view);
        var counting = CountAsync(view, ended.Token);
        try
        {
            await engine.StartAsync(stop);
            Show(() => view.Listening(engine.Listening));
            await AddAllAsync(items, await ResolveAsync(view, stop), engine, view, stop);
            await EndAllAsync(view, stop);
        }
        finally
        {
            await ended.CancelAsync();
            await counting;
            await engine.DisposeAsync();
            await telling;
        }
    }

    private async Task AddAllAsync(
        IReadOnlyList<TransferItem> items, IReadOnlyList<IPEndPoint> peers, ITransferEngine engine, ITransferView view, CancellationToken stop)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var item in items)
        {
            var error = known.Add(item.Metainfo.InfoHashes.Key)
                ? await TryAddAsync(item, peers, engine, view, stop)
                : UserError.Duplicate(item.Name);
            if (error is not null)
            {
                _results.Add(TransferResult.NotBegun(item.Argument, error, item));
            }
        }
    }

    private async Task<UserError?> TryAddAsync(
        TransferItem item, IReadOnlyList<IPEndPoint> peers, ITransferEngine engine, ITransferView view, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            Show(() => view.Added(item));
            var torrent = await engine.AddAsync(item.Metainfo, OptionsOf(item, peers), stop);
            Show(() => _running.Add((item, torrent)));
            return null;
        }
        catch (StorageException exception)
        {
            return UserError.StorageFailed(exception.Message);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return UserError.Interrupted($"`{item.Name}`");
        }
    }

    private async Task EndAllAsync(ITransferView view, CancellationToken stop)
    {
        var all = Task.WhenAll(_running.Select(running => running.Torrent.Ended));
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Register(stopped.SetResult))
        {
            if (await Task.WhenAny(all, stopped.Task) == stopped.Task)
            {
                Show(view.Stopping);
                await Task.WhenAll(_running.Select(running => running.Torrent.StopAsync()));
            }
        }

        var results = await all;
        _results.AddRange(_running.Zip(results, (running, result) => Outcomes.Of(running.Item, settings, result)));
    }

    /// <summary>Passes on what the engine tells, until it is disposed.</summary>
    private async Task TellAsync(ITransferEngine engine, Dictionary<InfoHashes, TransferItem> named, ITransferView view)
    {
        await foreach (var fact in engine.Events.ReadAllAsync(CancellationToken.None))
        {
            Show(() => view.Happened(fact, fact.Torrent is { } hashes ? named.GetValueOrDefault(hashes) : null));
        }
    }

    /// <summary>Shows each second how the torrents look, and how they looked at the end.</summary>
    private async Task CountAsync(ITransferView view, CancellationToken ended)
    {
        do
        {
            await Task.Delay(ProgressInterval, context.Time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Show(() => view.Progress([.. _running.Select(running => running.Torrent.Snapshot())]));
        }
        while (!ended.IsCancellationRequested);
    }

    /// <summary>The view is shown one thing at a time, and the list of torrents is touched by one at a time.</summary>
    private void Show(Action action)
    {
        lock (_showing)
        {
            action();
        }
    }

    private async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(ITransferView view, CancellationToken stop)
    {
        var all = new List<IPEndPoint>();
        foreach (var peer in settings.Peers)
        {
            try
            {
                var addresses = IPAddress.TryParse(peer.Host, out var address) ? [address] : await context.Services.Resolve(peer.Host, stop);
                all.AddRange(addresses.Select(each => new IPEndPoint(each, peer.Port)));
            }
            catch (NetException exception)
            {
                Show(() => view.Warn($"peer `{peer}` cannot be found: {exception.Message}"));
            }
        }

        return all;
    }

    private EngineOptions EngineOptions() => new()
    {
        StateDirectory = settings.StateDirectory,
        BindAddress = settings.BindAddress,
        Port = settings.Port,
        MaxDownloadRate = settings.MaxDownloadRate,
        MaxUploadRate = settings.MaxUploadRate,
        MaxSessions = Math.Max(DefaultSessions, settings.MaxPeers ?? 0),
    };

    private TorrentOptions OptionsOf(TransferItem item, IReadOnlyList<IPEndPoint> peers) => new()
    {
        ContentDirectory = item.ContentDirectory,
        SeedOnly = settings.SeedOnly,
        RequireComplete = settings is { SeedOnly: true, Partial: false },
        SelectedFiles = item.SelectedFiles,
        Sequential = settings.Sequential,
        MaxSessions = settings.MaxPeers,
        Trackers = item.BringsTrackers || settings.Trackers.Count == 0 ? null : [.. item.Metainfo.Trackers, .. settings.Trackers],
        Peers = peers,
        Stop = settings.Stop,
    };
}
