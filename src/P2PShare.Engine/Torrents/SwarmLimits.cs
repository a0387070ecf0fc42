namespace P2PShare.Engine.Torrents;

/// <summary>What bounds the sessions of one torrent. Rates in bytes a second, 0 without limit; sessions null for the engine's default.</summary>
internal readonly record struct SwarmLimits(int? MaxSessions, long MaxDownloadRate, long MaxUploadRate)
{
    /// <summary>Of a torrent that is run like this.</summary>
    public static SwarmLimits Of(TorrentOptions options) => new(options.MaxSessions, options.MaxDownloadRate, options.MaxUploadRate);
}
