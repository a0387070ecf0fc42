using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Transfers;

/// <summary>The place of one torrent in what is shown: first of the search for it where there is one, then of the torrent itself.</summary>
internal sealed class TransferSlot
{
    private readonly TaskCompletionSource<bool> _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile ITransferThing? _shown;

    /// <summary>The torrent; null while it is searched for.</summary>
    public ITransferTorrent? Torrent => _shown as ITransferTorrent;

    /// <summary>What is shown; null while there is nothing to see.</summary>
    public ITransferThing? Thing => _shown;

    /// <summary>Ends when it is complete, with true, or when it has ended before that, with false.</summary>
    public Task<bool> Complete => _complete.Task;

    /// <summary>Whether it is known to be complete, or to have ended.</summary>
    public bool IsSettled => _complete.Task.IsCompleted;

    /// <summary>How it looks now; null while there is nothing to see.</summary>
    public TorrentSnapshot? Snapshot() => _shown?.Snapshot();

    /// <summary>From now on it is this.</summary>
    public void Show(ITransferThing thing) => _shown = thing;

    /// <summary>It is complete, or never will be. The first word counts.</summary>
    public void Settle(bool isComplete) => _complete.TrySetResult(isComplete);
}
