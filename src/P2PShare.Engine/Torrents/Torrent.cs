using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
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

    /// <summary>Its own limits, changeable while it runs; those of the engine hold as well.</summary>
    public RateLimits Limits => _runner.Limits;

    /// <summary>How it looks now.</summary>
    public TorrentSnapshot Snapshot() => _runner.Snapshot();

    /// <summary>How its connected peers look now: as many as there are sessions.</summary>
    public IReadOnlyList<PeerSnapshot> Peers() => _runner.Peers();

    /// <summary>How far its files are now, padding left out. Takes time that grows with pieces and files.</summary>
    public IReadOnlyList<FileSnapshot> Files() => _runner.Files();

    /// <summary>What holds it up now, from numbers of this moment.</summary>
    public Diagnosis Diagnose() => _runner.Diagnose();

    /// <summary>
    /// Lets it pause: it says farewell to peers and trackers, gives up pieces that it has begun, and keeps what it has. No time runs out
    /// meanwhile. What is being checked pauses when that is done. Does nothing to what is paused or has ended.
    /// </summary>
    public void Pause() => _runner.Pause(isOn: true);

    /// <summary>Lets it go on after <see cref="Pause"/>, without checking anything again. Does nothing to what is not paused.</summary>
    public void Resume() => _runner.Pause(isOn: false);

    /// <summary>Stops it in order: says farewell to trackers (for a bounded time), flushes, saves. Returns what <see cref="Ended"/> does.</summary>
    public Task<TorrentResult> StopAsync() => _runner.StopAsync();
}

/// <summary>How a torrent ended, with its last snapshot. The message is for users, null when there is nothing to say.</summary>
public sealed record TorrentResult(TorrentOutcome Outcome, TorrentSnapshot Snapshot, string? Message)
{
    /// <summary>The peers that gave and took most in this run, at most twenty, the most first.</summary>
    public IReadOnlyList<PeerTotal> Peers { get; init; } = [];
}
