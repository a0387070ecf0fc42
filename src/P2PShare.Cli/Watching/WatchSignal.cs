using System.Threading.Channels;

namespace P2PShare.Cli.Watching;

/// <summary>Says when a folder is to be looked at: soon after the system tells of a change, and now and then anyway, as network file systems tell nothing.</summary>
internal sealed class WatchSignal : IDisposable
{
    /// <summary>The longest time between two looks.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeProvider _time;
    private readonly FileSystemWatcher? _watcher;

    /// <param name="folder">The folder, absolute.</param>
    /// <param name="time">The clock.</param>
    public WatchSignal(string folder, TimeProvider time)
    {
        _time = time;
        try
        {
            _watcher = new FileSystemWatcher(folder) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.Size | NotifyFilters.LastWrite };
            _watcher.Created += Tell;
            _watcher.Changed += Tell;
            _watcher.Renamed += Tell;
            _watcher.EnableRaisingEvents = true;
        }
        catch (Exception exception) when (exception is IOException or ArgumentException)
        {
            // The system has no more watches to give: looking now and then is enough.
            _watcher?.Dispose();
            _watcher = null;
        }
    }

    /// <summary>Waits until it is time to look.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var late = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var change = _changes.Reader.ReadAsync(late.Token).AsTask();
        await Task.WhenAny(change, Task.Delay(Interval, _time, late.Token));
        await late.CancelAsync();
        await ((Task)change).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    public void Dispose() => _watcher?.Dispose();

    private void Tell(object sender, FileSystemEventArgs change) => _changes.Writer.TryWrite(true);
}
