using System.Net;
using System.Threading.Channels;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine;

/// <summary>Downloads and seeds torrents: one listening port, many torrents. The handle that a program holds; disposing it stops everything in order.</summary>
public sealed class TorrentEngine : IAsyncDisposable
{
    /// <summary>Makes an engine that does nothing yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A setting is out of its range.</exception>
    public TorrentEngine(EngineOptions options, EngineServices services) => throw new NotImplementedException();

    /// <summary>Notable facts, oldest first; completes when the engine is disposed.</summary>
    public ChannelReader<EngineEvent> Events => throw new NotImplementedException();

    /// <summary>Where it listens; empty before <see cref="StartAsync"/>.</summary>
    public IReadOnlyList<IPEndPoint> Listening => throw new NotImplementedException();

    /// <summary>Begins to listen.</summary>
    /// <exception cref="Net.Transport.NetException">The address or port cannot be bound.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <summary>Adds a torrent and starts it: checks what is there, then downloads or seeds.</summary>
    /// <exception cref="InvalidOperationException">The torrent is already here.</exception>
    /// <exception cref="Storage.StorageException">Its state cannot be kept, or another process runs it.</exception>
    public Task<Torrent> AddAsync(TorrentMetainfo metainfo, TorrentOptions options, CancellationToken cancellationToken) => throw new NotImplementedException();

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
