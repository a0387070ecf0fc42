using System.Net;
using P2PShare.Engine.Diagnostics;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// Where a torrent's announcer puts what it learns. Called from the thread pool, never two calls at once for one announcer,
/// never after <see cref="TorrentAnnouncer.StopAsync"/> has returned. Must not block.
/// </summary>
internal interface ITrackerSink
{
    /// <summary>Peers that a tracker named: port above 0, and only addresses that a tracker of its scope may name.</summary>
    void OnPeers(IReadOnlyList<IPEndPoint> peers);

    /// <summary>How an announce went.</summary>
    /// <param name="redactedUrl">The tracker, with whatever looks like a secret hidden.</param>
    /// <param name="status">Whether it answered.</param>
    /// <param name="message">A failure or warning, fit to be shown; null when there is none.</param>
    /// <param name="peers">How many peers it named.</param>
    void OnAnswer(string redactedUrl, TrackerStatus status, string? message, int peers);

    /// <summary>Under which address a tracker saw us. BEP 24.</summary>
    void OnExternalAddress(IPAddress address);
}
