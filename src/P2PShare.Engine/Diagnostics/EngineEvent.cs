using System.Net;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Diagnostics;

/// <summary>Something that a person or a script would want to know. Read from <see cref="TorrentEngine.Events"/>, which is bounded: who reads too slowly loses the oldest.</summary>
public abstract record EngineEvent(DateTimeOffset Time, InfoHashes? Torrent)
{
    /// <summary>A torrent begins looking at what is already there.</summary>
    public sealed record Checking(DateTimeOffset Time, InfoHashes Torrent) : EngineEvent(Time, Torrent);

    /// <summary>A torrent begins to download, with this much already there.</summary>
    public sealed record Downloading(DateTimeOffset Time, InfoHashes Torrent, long BytesDone, long BytesTotal) : EngineEvent(Time, Torrent);

    /// <summary>Everything wanted is there, checked and durable.</summary>
    public sealed record Completed(DateTimeOffset Time, InfoHashes Torrent) : EngineEvent(Time, Torrent);

    /// <summary>A torrent seeds from now on.</summary>
    public sealed record Seeding(DateTimeOffset Time, InfoHashes Torrent) : EngineEvent(Time, Torrent);

    /// <summary>A torrent was told to pause and takes part in nothing from now on.</summary>
    public sealed record Paused(DateTimeOffset Time, InfoHashes Torrent) : EngineEvent(Time, Torrent);

    /// <summary>A torrent that was paused goes on.</summary>
    public sealed record Resumed(DateTimeOffset Time, InfoHashes Torrent) : EngineEvent(Time, Torrent);

    /// <summary>A torrent ended.</summary>
    public sealed record Stopped(DateTimeOffset Time, InfoHashes Torrent, TorrentOutcome Outcome, string? Message) : EngineEvent(Time, Torrent);

    /// <summary>A piece did not match its hash.</summary>
    public sealed record PieceFailed(DateTimeOffset Time, InfoHashes Torrent, int Piece) : EngineEvent(Time, Torrent);

    /// <summary>A peer sent bad data and is not spoken to again.</summary>
    public sealed record PeerBanned(DateTimeOffset Time, InfoHashes Torrent, IPEndPoint Peer, string Reason) : EngineEvent(Time, Torrent);

    /// <summary>A tracker answered, refused or was silent. The URL has its passkey hidden.</summary>
    public sealed record TrackerAnswered(DateTimeOffset Time, InfoHashes Torrent, string Url, TrackerStatus Status, string? Message, int Peers) : EngineEvent(Time, Torrent);

    /// <summary>Something is wrong that does not end anything.</summary>
    public sealed record Warning(DateTimeOffset Time, InfoHashes? Torrent, string Message) : EngineEvent(Time, Torrent);
}

/// <summary>How an announce went.</summary>
public enum TrackerStatus
{
    /// <summary>It answered.</summary>
    Ok,

    /// <summary>It answered with a warning.</summary>
    Warning,

    /// <summary>It refused or could not be reached.</summary>
    Failed,
}
