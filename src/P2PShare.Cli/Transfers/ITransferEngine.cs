using System.Net;
using System.Threading.Channels;
using P2PShare.Engine;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Metadata;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>The engine as the commands see it, so that tests can show them every way it can go. See <see cref="Engine.TorrentEngine"/>.</summary>
internal interface ITransferEngine : IAsyncDisposable
{
    ChannelReader<EngineEvent> Events { get; }

    IReadOnlyList<IPEndPoint> Listening { get; }

    RateLimits Limits { get; }

    Task StartAsync(CancellationToken cancellationToken);

    Task<ITransferTorrent> AddAsync(TorrentMetainfo metainfo, TorrentOptions options, CancellationToken cancellationToken);

    TorrentMetainfo? FindSaved(InfoHashes infoHashes);

    ITransferSearch Search(MagnetLink magnet, MetadataOptions options);
}

/// <summary>What may be looked at while it goes on: a torrent, or the search for one.</summary>
internal interface ITransferThing
{
    TorrentSnapshot Snapshot();

    Diagnosis Diagnose();
}

/// <summary>A search for metadata in an <see cref="ITransferEngine"/>. See <see cref="MetadataSearch"/>.</summary>
internal interface ITransferSearch : ITransferThing
{
    Task<FoundMetadata?> Ended { get; }

    Task StopAsync();
}

/// <summary>A torrent in an <see cref="ITransferEngine"/>. See <see cref="Torrent"/>.</summary>
internal interface ITransferTorrent : ITransferThing
{
    Task<TorrentResult> Ended { get; }

    RateLimits Limits { get; }

    IReadOnlyList<PeerSnapshot> Peers();

    IReadOnlyList<FileSnapshot> Files();

    void Pause();

    void Resume();

    Task<TorrentResult> StopAsync();
}
