using P2PShare.Cli.Transfers;
using P2PShare.Engine;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Tests;

/// <summary>A torrent of a <see cref="FakeEngine"/>.</summary>
internal sealed class FakeTorrent(TorrentMetainfo metainfo, TorrentOptions options) : ITransferTorrent
{
    private readonly TaskCompletionSource<TorrentResult> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public TorrentMetainfo Metainfo => metainfo;

    public TorrentOptions Options => options;

    /// <summary>How it ends when it is told to.</summary>
    public TorrentOutcome WhenStopped { get; set; } = TorrentOutcome.Interrupted;

    /// <summary>How it looks.</summary>
    public TorrentSnapshot Looks { get; set; } = new()
    {
        InfoHashes = metainfo.InfoHashes,
        Name = metainfo.Name,
        State = TorrentState.Downloading,
        BytesTotal = metainfo.TotalLength,
    };

    public Task<TorrentResult> Ended => _ended.Task;

    public TorrentSnapshot Snapshot() => Looks;

    public RateLimits Limits { get; } = new(TimeProvider.System);

    /// <summary>By which it says what holds it up.</summary>
    public TorrentFacts Facts { get; set; } = new() { State = TorrentState.Downloading };

    public Diagnosis Diagnose() => HoldUpPolicy.Judge(Facts with { State = Looks.State });

    /// <summary>Its connected peers.</summary>
    public IReadOnlyList<PeerSnapshot> Connected { get; set; } = [];

    /// <summary>Its files.</summary>
    public IReadOnlyList<FileSnapshot> Content { get; set; } = [];

    public IReadOnlyList<PeerSnapshot> Peers() => Connected;

    public IReadOnlyList<FileSnapshot> Files() => Content;

    public void Pause() => Looks = Looks with { State = TorrentState.Paused };

    public void Resume() => Looks = Looks with { State = TorrentState.Downloading };

    /// <summary>Who gave and took most.</summary>
    public IReadOnlyList<PeerTotal> Totals { get; set; } = [];

    /// <summary>Ends it.</summary>
    public void End(TorrentOutcome outcome, string? message = null) => _ended.TrySetResult(new TorrentResult(outcome, Looks, message) { Peers = Totals });

    public Task<TorrentResult> StopAsync()
    {
        End(WhenStopped);
        return Ended;
    }
}
