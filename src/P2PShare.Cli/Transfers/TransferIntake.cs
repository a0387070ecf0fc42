using System.Globalization;
using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Cli.Control;
using P2PShare.Cli.Views;
using P2PShare.Engine;
using P2PShare.Net.Transport;

namespace P2PShare.Cli.Transfers;

/// <summary>
/// One engine that takes torrents at any time, started with the first of them. Disposing it waits for what it was given, stops the engine, and
/// waits for the user's commands. May be used from any thread.
/// </summary>
internal sealed class TransferIntake : IAsyncDisposable
{
    private readonly CommandContext _context;
    private readonly CommandOutput _output;
    private readonly TransferSettings _settings;
    private readonly ILoggerFactory _logging;
    private readonly TransferStage _stage;
    private readonly HookRun _hooks;
    private readonly bool _tellsAtOnce;

    private readonly Lock _lock = new();
    private readonly HashSet<Task> _running = [];
    private readonly List<ExitCode> _codes = [];
    private readonly CancellationTokenSource _ended = new();
    private readonly CancellationTokenSource _ending;
    private ITransferEngine? _engine;
    private ControlServer? _server;
    private Task<IReadOnlyList<IPEndPoint>>? _started;
    private Task _telling = Task.CompletedTask;
    private Task _counting = Task.CompletedTask;

    /// <param name="context">The world.</param>
    /// <param name="output">The printer.</param>
    /// <param name="settings">How the engine is set, and torrents that bring no settings of their own.</param>
    /// <param name="logging">The log.</param>
    /// <param name="view">Shows what goes on.</param>
    /// <param name="tellsAtOnce">Whether each result is told when it is there, and what has ended is not shown any more. Otherwise results are the caller's to tell.</param>
    /// <param name="stop">Asks for an orderly end of them all.</param>
    public TransferIntake(
        CommandContext context, CommandOutput output, TransferSettings settings, ILoggerFactory logging, ITransferView view, bool tellsAtOnce, CancellationToken stop)
    {
        _context = context;
        _output = output;
        _settings = settings;
        _logging = logging;
        _tellsAtOnce = tellsAtOnce;
        _stage = new TransferStage(view, context.Time, keepsEnded: !tellsAtOnce);
        _hooks = new HookRun(context, settings, output.Say, Warn);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stop);
        Stop = _ending.Token;
    }

    /// <summary>Told how the user called each that failed, one at a time; not of those that were told to stop.</summary>
    public Action<string>? WhenFailed { get; set; }

    /// <summary>Asks for an orderly end of them all.</summary>
    public CancellationToken Stop { get; }

    /// <summary>A code for each result so far.</summary>
    public IReadOnlyList<ExitCode> Codes
    {
        get
        {
            lock (_lock)
            {
                return [.. _codes];
            }
        }
    }

    /// <summary>Starts the engine, where it is to listen before there is any torrent.</summary>
    /// <exception cref="CommandException">It cannot listen.</exception>
    public Task StartAsync() => PeersAsync();

    /// <summary>Takes a torrent, and returns when it has begun or cannot. Whatever goes wrong is its result.</summary>
    public async Task<TransferHandle> AddAsync(TransferRequest request)
    {
        var slot = _stage.Open();
        Task<TransferResult> running;
        try
        {
            Stop.ThrowIfCancellationRequested();
            var peers = await PeersOfAsync(request);
            running = request switch
            {
                TransferRequest.Known known => await BeginAsync(known.Item, peers, slot),
                TransferRequest.Link link => FindAndRunAsync(link, peers, slot),
                _ => throw new InvalidOperationException("There are two kinds of request."),
            };
        }
#pragma warning disable CA1031 // What ends the engine ends each torrent, and each has its result.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            running = Task.FromResult(Failed(request, exception));
        }

        var ended = FinishAsync(request, slot, running);
        lock (_lock)
        {
            _running.RemoveWhere(task => task.IsCompleted);
            _running.Add(ended);
        }

        return new TransferHandle(slot.Complete, ended);
    }

    /// <summary>Takes the result of something that needs no engine.</summary>
    public void Report(TransferResult result)
    {
        lock (_lock)
        {
            _codes.Add(result.Code);
            if (result.Code is not (ExitCode.Done or ExitCode.Interrupted))
            {
                WhenFailed?.Invoke(result.Argument);
            }
        }

        _hooks.End(result);
        if (_tellsAtOnce)
        {
            _stage.Show(view => view.Result(result));
        }
    }

    /// <summary>Shows a warning of the command's own.</summary>
    public void Warn(string sentence, string? infoHash = null) => _stage.Show(view => view.Warn(sentence, infoHash));

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(_running);
        await _ended.CancelAsync();
        await _counting;
        if (_server is not null)
        {
            await _server.DisposeAsync();
        }

        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }

        await _telling;
        await _hooks.DisposeAsync();
        _ended.Dispose();
        _ending.Dispose();
    }

    private TransferSettings SettingsOf(TransferItem item) => item.Settings ?? _settings;

    /// <summary>The peers that hold for all torrents, once the engine has started.</summary>
    private Task<IReadOnlyList<IPEndPoint>> PeersAsync()
    {
        lock (_lock)
        {
            return _started ??= StartEngineAsync();
        }
    }

    private async Task<IReadOnlyList<IPEndPoint>> StartEngineAsync()
    {
        var engine = _engine = _context.Services.CreateEngine(_settings.ToEngineOptions(), _logging);
        _telling = _stage.TellAsync(engine, Completed);
        _counting = _stage.CountAsync(_ended.Token);
        try
        {
            await engine.StartAsync(Stop);
        }
        catch (NetException exception)
        {
            var where = _settings.BindAddress is { } address ? $"{new IPEndPoint(address, _settings.Port)}" : string.Create(CultureInfo.InvariantCulture, $"port {_settings.Port}");
            throw new CommandException(UserError.CannotBind($"cannot listen on {where}: {exception.Message}"), exception);
        }

        var control = new Control(this, engine);
        _stage.Show(view =>
        {
            view.Listening(engine.Listening);
            view.Begin(control);
        });
        _server = ControlServer.TryOpen(_settings.StateDirectory, new ControlDesk(control, Environment.ProcessId), _context.Time, sentence => Warn(sentence));
        return await PeersOfAsync(_settings);
    }

    private void Completed(TransferItem item)
    {
        if (!SettingsOf(item).SeedOnly)
        {
            _hooks.Complete(item);
        }
    }

    private async Task<IReadOnlyList<IPEndPoint>> PeersOfAsync(TransferRequest request)
    {
        var common = await PeersAsync();
        return request.Settings is { } own ? await PeersOfAsync(own) : common;
    }

    private Task<IReadOnlyList<IPEndPoint>> PeersOfAsync(TransferSettings settings) => PeerNames.ResolveAsync(_context, settings.Peers, sentence => Warn(sentence), Stop);

    private async Task<TransferResult> FindAndRunAsync(TransferRequest.Link link, IReadOnlyList<IPEndPoint> peers, TransferSlot slot)
    {
        _stage.Show(view => view.Searching(link));
        var began = _context.Time.GetTimestamp();
        var finder = new LinkFinder(_context, _engine!, link.Settings ?? _settings, peers, sentence => Warn(sentence));
        var found = await finder.FindAsync(link.Magnet, slot.Show, Stop);
        var item = link.ToItem(found.Metainfo) with { Searched = _context.Time.GetElapsedTime(began), Settings = link.Settings };
        return await await BeginAsync(item, [.. peers, .. found.Peers], slot);
    }

    /// <summary>Adds a torrent to the engine; what it returns runs until the torrent has ended.</summary>
    private async Task<Task<TransferResult>> BeginAsync(TransferItem item, IReadOnlyList<IPEndPoint> peers, TransferSlot slot)
    {
        Stop.ThrowIfCancellationRequested();
        if (!_stage.TryName(item, slot))
        {
            return Task.FromResult(TransferResult.NotBegun(item.Argument, UserError.Duplicate(item.Name), item));
        }

        try
        {
            _stage.Show(view => view.Added(item));
            var torrent = await _engine!.AddAsync(item.Metainfo, SettingsOf(item).ToTorrentOptions(item, peers), Stop);
            slot.Show(torrent);
            return EndAsync(item, torrent);
        }
        catch (InvalidOperationException)
        {
            _stage.Unname(item);
            throw new CommandException(UserError.Duplicate(item.Name));
        }
        catch
        {
            _stage.Unname(item);
            throw;
        }
    }

    private async Task<TransferResult> EndAsync(TransferItem item, ITransferTorrent torrent)
    {
        try
        {
            await torrent.Ended.WaitAsync(Stop);
        }
        catch (OperationCanceledException) when (Stop.IsCancellationRequested)
        {
            _stage.SayStopping();
            await torrent.StopAsync();
        }

        var result = Outcomes.Of(item, SettingsOf(item), await torrent.Ended);
        _stage.Unname(item);
        return result;
    }

    private async Task<TransferResult> FinishAsync(TransferRequest request, TransferSlot slot, Task<TransferResult> running)
    {
        TransferResult result;
        try
        {
            result = await running;
        }
#pragma warning disable CA1031 // It is the result of one, and the others go on.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            result = Failed(request, exception);
        }

        _stage.Close(slot);
        Report(result with { Action = request.Action });
        slot.Settle(result is { Error: null });
        return result;
    }

    private TransferResult Failed(TransferRequest request, Exception exception)
    {
        var item = (request as TransferRequest.Known)?.Item;
        if (exception is OperationCanceledException && Stop.IsCancellationRequested)
        {
            return TransferResult.NotBegun(request.Argument, UserError.Interrupted($"`{request.Name}`"), item);
        }

        _output.Trace(exception);
        return TransferResult.NotBegun(request.Argument, App.ErrorOf(exception), item);
    }

    private sealed class Control(TransferIntake intake, ITransferEngine engine) : ITransferControl
    {
        public IReadOnlyList<TransferSlot> Slots => intake._stage.Slots;

        public RateLimits Limits => engine.Limits;

        // Elsewhere: what a cancelled wait goes on with is not the asker's to wait for.
        public void Stop() => _ = intake._ending.CancelAsync();
    }
}
