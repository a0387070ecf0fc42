using System.Net;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Metadata;

/// <summary>The search for what a magnet link or an info-hash stands for (BEP 9): a thin handle. All members may be used from any thread.</summary>
public sealed class MetadataSearch
{
    private readonly MetadataRunner _runner;

    internal MetadataSearch(MetadataRunner runner) => _runner = runner;

    /// <summary>
    /// Completes when it is found, or with null when the search was stopped before. Faults with <see cref="MetainfoException"/> when what has
    /// the info-hash is no torrent that can be used.
    /// </summary>
    public Task<FoundMetadata?> Ended => _runner.Ended;

    /// <summary>How it looks now; sizes are not known.</summary>
    public TorrentSnapshot Snapshot() => _runner.Snapshot();

    /// <summary>What holds it up now, from numbers of this moment.</summary>
    public Diagnosis Diagnose() => _runner.Diagnose();

    /// <summary>Gives up. Completes when <see cref="Ended"/> has.</summary>
    public Task StopAsync() => _runner.EndAsync();
}

/// <summary>How metadata is searched for. Immutable.</summary>
public sealed record MetadataOptions
{
    /// <summary>Tiers of announce URLs beside the link's own.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Trackers { get; init; } = [];

    /// <summary>Peers that the user, or the link, named.</summary>
    public IReadOnlyList<IPEndPoint> Peers { get; init; } = [];

    /// <summary>Most sessions; null for the engine's.</summary>
    public int? MaxSessions { get; init; }
}

/// <summary>What a magnet link stands for: the torrent, with the link's trackers and web seeds, and peers that are worth connecting to.</summary>
public sealed record FoundMetadata(TorrentMetainfo Metainfo, IReadOnlyList<IPEndPoint> Peers);
