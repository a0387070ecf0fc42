using System.Net;
using System.Threading.Channels;
using P2PShare.Engine;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Metadata;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>The engine itself.</summary>
internal sealed class RealEngine(TorrentEngine engine) : ITransferEngine
{
    public ChannelReader<EngineEvent> Events => engine.Events;

    public IReadOnlyList<IPEndPoint> Listening => engine.Listening;

    public RateLimits Limits => engine.Limits;

    public Task StartAsync(CancellationToken cancellationToken) => engine.StartAsync(cancellationToken);

    public async Task<ITransferTorrent> AddAsync(TorrentMetainfo metainfo, TorrentOptions options, CancellationToken cancellationToken) =>
        new RealTorrent(await engine.AddAsync(metainfo, options, cancellationToken));

    public TorrentMetainfo? FindSaved(InfoHashes infoHashes) => engine.FindSaved(infoHashes);

    public ITransferSearch Search(MagnetLink magnet, MetadataOptions options) => new RealSearch(engine.Search(magnet, options));

    public ValueTask DisposeAsync() => engine.DisposeAsync();

    private sealed class RealTorrent(Torrent torrent) : ITransferTorrent
    {
        public Task<TorrentResult> Ended => torrent.Ended;

        public RateLimits Limits => torrent.Limits;

        public TorrentSnapshot Snapshot() => torrent.Snapshot();

        public Diagnosis Diagnose() => torrent.Diagnose();

        public IReadOnlyList<PeerSnapshot> Peers() => torrent.Peers();

        public IReadOnlyList<FileSnapshot> Files() => torrent.Files();

        public void Pause() => torrent.Pause();

        public void Resume() => torrent.Resume();

        public Task<TorrentResult> StopAsync() => torrent.StopAsync();
    }

    private sealed class RealSearch(MetadataSearch search) : ITransferSearch
    {
        public Task<FoundMetadata?> Ended => search.Ended;

        public TorrentSnapshot Snapshot() => search.Snapshot();

        public Diagnosis Diagnose() => search.Diagnose();

        public Task StopAsync() => search.StopAsync();
    }
}
