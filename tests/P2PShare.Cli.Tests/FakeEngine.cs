using System.Collections.Concurrent;
using System.Net;
using System.Threading.Channels;
using P2PShare.Cli.Transfers;
using P2PShare.Engine;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Metadata;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Tests;

/// <summary>An engine that moves no byte: the test says what its torrents do.</summary>
internal sealed class FakeEngine : ITransferEngine
{
    private readonly Channel<EngineEvent> _events = Channel.CreateUnbounded<EngineEvent>();

    /// <summary>What it was made with.</summary>
    public EngineOptions? Options { get; private set; }

    /// <summary>The torrents, in the order in which they were added.</summary>
    public ConcurrentQueue<FakeTorrent> Torrents { get; } = new();

    /// <summary>Thrown by <see cref="StartAsync"/>.</summary>
    public NetException? CannotListen { get; init; }

    /// <summary>Called with each torrent that is added.</summary>
    public Action<FakeTorrent>? WhenAdded { get; init; }

    public bool IsDisposed { get; private set; }

    public ChannelReader<EngineEvent> Events => _events.Reader;

    public IReadOnlyList<IPEndPoint> Listening { get; } = [new(IPAddress.Loopback, 6881)];

    public RateLimits Limits { get; } = new(TimeProvider.System);

    public FakeEngine Made(EngineOptions options)
    {
        Options = options;
        return this;
    }

    public Task StartAsync(CancellationToken cancellationToken) => CannotListen is null ? Task.CompletedTask : Task.FromException(CannotListen);

    public Task<ITransferTorrent> AddAsync(TorrentMetainfo metainfo, TorrentOptions options, CancellationToken cancellationToken)
    {
        var torrent = new FakeTorrent(metainfo, options);
        Torrents.Enqueue(torrent);
        WhenAdded?.Invoke(torrent);
        return Task.FromResult<ITransferTorrent>(torrent);
    }

    /// <summary>What the state folder keeps.</summary>
    public TorrentMetainfo? Saved { get; init; }

    /// <summary>Called with each search that begins.</summary>
    public Action<FakeSearch>? WhenSearched { get; init; }

    public TorrentMetainfo? FindSaved(InfoHashes infoHashes) => Saved;

    public ITransferSearch Search(MagnetLink magnet, MetadataOptions options)
    {
        var search = new FakeSearch(magnet, options);
        WhenSearched?.Invoke(search);
        return search;
    }

    /// <summary>Tells something.</summary>
    public void Tell(EngineEvent fact) => _events.Writer.TryWrite(fact);

    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        _events.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }
}
