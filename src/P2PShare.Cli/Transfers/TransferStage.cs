using System.Collections.Concurrent;
using P2PShare.Cli.Views;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>The torrents that are shown, and what an engine tells of them, one thing at a time. May be used from any thread.</summary>
/// <param name="view">Shows it.</param>
/// <param name="time">Says when the second is over.</param>
/// <param name="keepsEnded">Whether those that have ended are shown on, and none of them may come again.</param>
internal sealed class TransferStage(ITransferView view, TimeProvider time, bool keepsEnded)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly Lock _showing = new();
    private readonly ConcurrentDictionary<InfoHashes, (TransferItem Item, TransferSlot Slot)> _named = new();
    private readonly HashSet<string> _running = new(StringComparer.Ordinal);
    private readonly List<TransferSlot> _slots = [];
    private bool _isStopping;

    /// <summary>The places of all that are shown, in the order in which they came.</summary>
    public IReadOnlyList<TransferSlot> Slots
    {
        get
        {
            lock (_lock)
            {
                return [.. _slots];
            }
        }
    }

    /// <summary>Shows something.</summary>
    public void Show(Action<ITransferView> show)
    {
        lock (_showing)
        {
            show(view);
        }
    }

    /// <summary>Says, once, that the end was asked for.</summary>
    public void SayStopping() => Show(view =>
    {
        if (!_isStopping)
        {
            _isStopping = true;
            view.Stopping();
        }
    });

    /// <summary>A place for one more.</summary>
    public TransferSlot Open()
    {
        var slot = new TransferSlot();
        lock (_lock)
        {
            _slots.Add(slot);
        }

        return slot;
    }

    /// <summary>Its torrent has ended.</summary>
    public void Close(TransferSlot slot)
    {
        lock (_lock)
        {
            if (!keepsEnded)
            {
                _slots.Remove(slot);
            }
        }
    }

    /// <summary>Before it is added: the engine tells of a torrent even while it is being added. False while the same one runs.</summary>
    public bool TryName(TransferItem item, TransferSlot slot)
    {
        lock (_lock)
        {
            if (!_running.Add(item.Metainfo.InfoHashes.Key))
            {
                return false;
            }

            _named[item.Metainfo.InfoHashes] = (item, slot);
            return true;
        }
    }

    /// <summary>It runs no more.</summary>
    public void Unname(TransferItem item)
    {
        lock (_lock)
        {
            if (!keepsEnded)
            {
                _running.Remove(item.Metainfo.InfoHashes.Key);
            }
        }
    }

    /// <summary>Passes on what an engine tells, until it is disposed.</summary>
    /// <param name="engine">The engine.</param>
    /// <param name="completed">Told of each torrent that is complete.</param>
    public async Task TellAsync(ITransferEngine engine, Action<TransferItem> completed)
    {
        await foreach (var fact in engine.Events.ReadAllAsync(CancellationToken.None))
        {
            var (item, slot) = fact.Torrent is { } hashes ? _named.GetValueOrDefault(hashes) : default;
            Show(view => view.Happened(fact, item));
            switch (fact)
            {
                case EngineEvent.Completed when item is not null:
                    completed(item);
                    slot!.Settle(isComplete: true);
                    break;
                case EngineEvent.Seeding:
                    slot?.Settle(isComplete: true);
                    break;
                case EngineEvent.Stopped when item is not null:
                    Forget(item);
                    break;
            }
        }
    }

    /// <summary>Shows each second how the torrents look, and how they looked at the end.</summary>
    public async Task CountAsync(CancellationToken ended)
    {
        do
        {
            await Task.Delay(ProgressInterval, time, ended).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var snapshots = Look();
            Show(view => view.Progress(snapshots));
        }
        while (!ended.IsCancellationRequested);
    }

    private List<TorrentSnapshot> Look()
    {
        var snapshots = new List<TorrentSnapshot>();
        foreach (var slot in Slots)
        {
            if ((view.UsesSnapshots || !slot.IsSettled) && slot.Snapshot() is { } snapshot)
            {
                snapshots.Add(snapshot);
                if (snapshot.State == TorrentState.Seeding)
                {
                    // So much may have happened that the fact was lost.
                    slot.Settle(isComplete: true);
                }
            }
        }

        return snapshots;
    }

    /// <summary>Nothing more is told of it, unless it has come again.</summary>
    private void Forget(TransferItem item)
    {
        lock (_lock)
        {
            if (!_running.Contains(item.Metainfo.InfoHashes.Key))
            {
                _named.TryRemove(item.Metainfo.InfoHashes, out _);
            }
        }
    }
}
