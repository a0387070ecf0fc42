namespace P2PShare.Engine.Torrents;

/// <summary>What bounds the sessions of one torrent.</summary>
/// <param name="MaxSessions">Most sessions; null for the engine's default.</param>
/// <param name="Rates">The torrent's own rates.</param>
internal readonly record struct SwarmLimits(int? MaxSessions, RateLimits Rates);
