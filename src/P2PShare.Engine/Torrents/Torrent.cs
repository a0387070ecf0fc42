using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Torrents;

/// <summary>A torrent in an engine: a thin handle. All members may be used from any thread.</summary>
public sealed class Torrent
{
    private readonly TorrentRunner _runner;

    internal Torrent(TorrentRunner runner) => _runner = runner;

    /// <summary>What it describes.</summary>
    public TorrentMetainfo Metainfo => _runner.Metainfo;

    /// <summary>Completes when everything wanted is there and durable, or when the torrent has ended before.</summary>
    public Task Completion => _runner.Completion;

    /// <summary>Completes when the torrent has ended, told or by itself; never faults.</summary>
    public Task<TorrentResult> Ended => _runner.Ended;

    /// <summary>How it looks now.</summary>
    public TorrentSnapshot Snapshot() => _runner.Snapshot();

    /// <summary>Stops it in order: says farewell to trackers (for a bounded time), flushes, saves. Returns what <see cref="Ended"/> does.</summary>
    public Task<TorrentResult> StopAsync() => _runner.StopAsync();
}

/// <summary>How a torrent ended, with its last snapshot. The message is for users, null when there is nothing to say.</summary>
public sealed record TorrentResult(TorrentOutcome Outcome, TorrentSnapshot Snapshot, string? Message);
