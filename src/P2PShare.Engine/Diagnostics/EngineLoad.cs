using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;

namespace P2PShare.Engine.Diagnostics;

/// <summary>What all torrents of an engine wait for together: limits, disk, memory; and whether anybody reaches us. Looked at once a tick.</summary>
internal sealed class EngineLoad(RateLimits limits, BlockBudget budget, DiskWorkers readers, DiskActivity disk)
{
    private readonly ShareMeter _behind = new();
    private readonly ShareMeter _hashing = new();
    private int _incoming;

    /// <summary>Somebody has connected to us and spoken of a torrent that we have.</summary>
    public void CountIncoming() => Interlocked.Increment(ref _incoming);

    /// <summary>Looks at everything. Never blocks.</summary>
    public void Tick()
    {
        limits.Tick();
        _behind.Add(budget.IsDiskBehind ? 1 : 0);
        _hashing.Add(disk.Hashing > disk.Writing ? 1 : 0);
    }

    /// <summary>How it is now.</summary>
    public LoadFacts Facts() => new()
    {
        MemoryTotal = budget.Total,
        MemoryFree = budget.Free,
        DiskQueued = budget.Queued,
        DiskBehind = budget.IsDiskBehind ? Math.Max(_behind.Share, 0.5) : _behind.Share,
        Hashing = _hashing.Share,
        ReadsWaiting = readers.Waiting,
        Incoming = Volatile.Read(ref _incoming),
        MaxDownloadRate = limits.MaxDownloadRate,
        MaxUploadRate = limits.MaxUploadRate,
        DownloadWaits = limits.DownloadWaits,
        UploadWaits = limits.UploadWaits,
    };
}
