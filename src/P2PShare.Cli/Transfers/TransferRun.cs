using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Cli.Control;
using P2PShare.Cli.Views;
using P2PShare.Engine;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>Gets or seeds torrents in one engine until each has ended: starts, shows, stops in order, reports.</summary>
internal sealed class TransferRun(CommandContext context, CommandOutput output, TransferSettings settings, ILoggerFactory logging)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _showing = new();
    private readonly ConcurrentDictionary<InfoHashes, TransferItem> _named = new();
    private readonly HashSet<string> _keys = new(StringComparer.Ordinal);
    private readonly List<TransferSlot> _slots = [];
    private readonly List<TransferResult> _results = [];
    private bool _isStopping;

    /// <summary>What shows it; null for what the printer's style asks for.</summary>
    public ITransferView? View { get; init; }

    /// <summary>Runs them.</summary>
    /// <param name="requests">What to get or seed.</param>
    /// <param name="failed">What could not even begin, to be reported with the others.</param>
    /// <param name="stop">Asks for an orderly end.</param>
    public async Task<ExitCode> RunAsync(IReadOnlyList<TransferRequest> requests, IReadOnlyList<TransferResult> failed, CancellationToken stop)
    {
        var view = View ?? (output.Style.Json ? new JsonTransferView(output, context.Time) : new TextTransferView(context, output));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var hooks = new HookRun(context, settings, output.Say, (sentence, infoHash) => Show(() => view.Warn(sentence, infoHash)));
        _results.AddRange(failed);
        try
        {
            if (requests.Count > 0)
            {
                await RunEngineAsync(requests, view, hooks, ending);
            }
        }
#pragma warning disable CA1031 // What ends the engine ends each torrent, and each has its result.
        catch (Exception exception) when (_results.Count == failed.Count)
#pragma warning restore CA1031
        {
            output.Trace(exception);
            _results.AddRange(requests.Select(request => TransferResult.NotBegun(request.Argument, ErrorOf(exception, request, ending.Token), (request as TransferRequest.Known)?.Item)));
        }
        finally
        {
            _results.ForEach(hooks.End);
            await hooks.DisposeAsync();
            await view.EndAsync(_results);
        }

        return ExitCodes.Combine([.. _results.Select(result => result.Code)]);
    }

    private static UserError ErrorOf(Exception exception, TransferRequest request, CancellationToken stop) =>
        exception is OperationCanceledException && stop.IsCancellationRequested ? UserError.Interrupted($"`{request.Name}`") : App.ErrorOf(exception);

    private async Task RunEngineAsync(IReadOnlyList<TransferRequest> requests, ITransferView view, HookRun hooks, CancellationTokenSource ending)
    {
        var stop = ending.Token;
        using var ended = new CancellationTokenSource();
        var engine = context.Services.CreateEngine(settings.ToEngineOptions(), logging);
        var telling = TellAsync(engine, view, hooks);
        var counting = CountAsync(view, ended.Token);
        try
        {
            await StartAsync(engine, stop);
            var control = new Control(this, engine, ending);
            Show(() =>
            {
                view.Listening(engine.Listening);
                view.Begin(control);
            });
            await using var server = ControlServer.TryOpen(
                settings.StateDirectory, new ControlDesk(control, Environment.ProcessId), context.Time, sentence => Show(() => view.Warn(sentence)));
            await RunAllAsync(requests, engine, view, stop);
        }
        finally
        {
            await ended.CancelAsync();
            await counting;
            await engine.DisposeAsync();
            await telling;
        }
    }

    private async Task StartAsync(ITransferEngine engine, CancellationToken stop)
    {
        try
        {
            await engine.StartAsync(stop);
        }
        catch (NetException exception)
        {
            var where = settings.BindAddress is { } address ? $"{new IPEndPoint(address, settings.Port)}" : string.Create(CultureInfo.InvariantCulture, $"port {settings.Port}");
            throw new CommandException(UserError.CannotBind($"cannot listen on {where}: {exception.Message}"), exception);
        }
    }

    private async Task RunAllAsync(IReadOnlyList<TransferRequest> requests, ITransferEngine engine, ITransferView view, CancellationToken stop)
    {
        var peers = await PeerNames.ResolveAsync(context, settings.Peers, sentence => Show(() => view.Warn(sentence)), stop);
        var finder = new LinkFinder(context, engine, settings, peers, sentence => Show(() => view.Warn(sentence)));
        var running = new List<Task<TransferResult>>();
        foreach (var request in requests)
        {
            var slot = new TransferSlot();
            lock (_slots)
            {
                _slots.Add(slot);
            }

            running.Add(request switch
            {
                TransferRequest.Known known => await BeginAsync(known.Item, engine, peers, slot, view, stop),
                TransferRequest.Link link => FindAndRunAsync(link, finder, engine, peers, slot, view, stop),
                _ => throw new InvalidOperationException("There are two kinds of request."),
            });
        }

        _results.AddRange(await Task.WhenAll(running));
    }

    private async Task<TransferResult> FindAndRunAsync(
        TransferRequest.Link link, LinkFinder finder, ITransferEngine engine, IReadOnlyList<IPEndPoint> peers, TransferSlot slot, ITransferView view, CancellationToken stop)
    {
        try
        {
            Show(() => view.Searching(link));
            var began = context.Time.GetTimestamp();
            var found = await finder.FindAsync(link.Magnet, slot.Show, stop);
            var item = link.ToItem(found.Metainfo) with { Searched = context.Time.GetElapsedTime(began) };
            return await await BeginAsync(item, engine, [.. peers, .. found.Peers], slot, view, stop);
        }
        catch (CommandException exception)
        {
            return TransferResult.NotBegun(link.Argument, exception.Error);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return TransferResult.NotBegun(link.Argument, UserError.Interrupted($"`{link.Name}`"));
        }
    }

    /// <summary>Adds a torrent to the engine; what it returns runs until the torrent has ended.</summary>
    private async Task<Task<TransferResult>> BeginAsync(
        TransferItem item, ITransferEngine engine, IReadOnlyList<IPEndPoint> peers, TransferSlot slot, ITransferView view, CancellationToken stop)
    {
        try
        {
            stop.ThrowIfCancellationRequested();
            if (!TryName(item))
            {
                return Task.FromResult(TransferResult.NotBegun(item.Argument, UserError.Duplicate(item.Name), item));
            }

            Show(() => view.Added(item));
            var torrent = await engine.AddAsync(item.Metainfo, OptionsOf(item, peers), stop);
            slot.Show(torrent);
            return EndAsync(item, torrent, view, stop);
        }
        catch (StorageException exception)
        {
            return Task.FromResult(TransferResult.NotBegun(item.Argument, UserError.StorageFailed(exception.Message), item));
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return Task.FromResult(TransferResult.NotBegun(item.Argument, UserError.Interrupted($"`{item.Name}`"), item));
        }
    }

    private async Task<TransferResult> EndAsync(TransferItem item, ITransferTorrent torrent, ITransferView view, CancellationToken stop)
    {
        try
        {
            await torrent.Ended.WaitAsync(stop);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            SayStopping(view);
            await torrent.StopAsync();
        }

        return Outcomes.Of(item, settings, await torrent.Ended);
    }

    private void SayStopping(ITransferView view) => Show(() =>
    {
        if (!_isStopping)
        {
            _isStopping = true;
            view.Stopping();
        }
    });

    /// <summary>Before it is added: the engine tells of a torrent even while it is being added. False when it was named before.</summary>
    private bool TryName(TransferItem item)
    {
        lock (_keys)
        {
            return _keys.Add(item.Metainfo.InfoHashes.Key) && _named.TryAdd(item.Metainfo.InfoHashes, item);
        }
    }

    /// <summary>Passes on what the engine tells, until it is disposed.</summary>
    private async Task TellAsync(ITransferEngine engine, ITransferView view, HookRun hooks)
    {
        await foreach (var fact in engine.Events.ReadAllAsync(CancellationToken.None))
        {
            var item = fact.Torrent is { } hashes ? _named.GetValueOrDefault(hashes) : null;
            Show(() => view.Happened(fact, item));
            if (fact is EngineEvent.Completed && item is not null)
            {
                hooks.Complete(item);
            }
        }
    }

    /// <summary>Shows each second how the torrents look, and how they looked at the end.</summary>
    private async Task CountAsync(ITransferView view, CancellationToken ended)
    {
        do
        {
            await Task.Delay(ProgressInterval, context.Time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            Show(() => view.Progress([.. Slots().Select(slot => slot.Snapshot()).OfType<TorrentSnapshot>()]));
        }
        while (!ended.IsCancellationRequested);
    }

    private List<TransferSlot> Slots()
    {
        lock (_slots)
        {
            return [.. _slots];
        }
    }

    /// <summary>The view is shown one thing at a time.</summary>
    private void Show(Action action)
    {
        lock (_showing)
        {
            action();
        }
    }

    private TorrentOptions OptionsOf(TransferItem item, IReadOnlyList<IPEndPoint> peers) => new()
    {
        ContentDirectory = item.ContentDirectory,
        SeedOnly = settings.SeedOnly,
        RequireComplete = settings is { SeedOnly: true, Partial: false },
        SelectedFiles = item.SelectedFiles,
        Priorities = item.Priorities,
        Sequential = settings.Sequential,
        CheckAll = settings.CheckAll,
        MaxSessions = settings.MaxPeers,
        Trackers = item.BringsTrackers || settings.Trackers.Count == 0 ? null : [.. item.Metainfo.Trackers, .. settings.Trackers],
        Peers = peers,
        Stop = settings.Stop with { Timeout = settings.Stop.Timeout - (item.Searched ?? TimeSpan.Zero) },
    };

    private sealed class Control(TransferRun run, ITransferEngine engine, CancellationTokenSource ending) : ITransferControl
    {
        public IReadOnlyList<TransferSlot> Slots => run.Slots();

        public RateLimits Limits => engine.Limits;

        // Elsewhere: what a cancelled wait goes on with is not the asker's to wait for.
        public void Stop() => _ = ending.CancelAsync();
    }
}
