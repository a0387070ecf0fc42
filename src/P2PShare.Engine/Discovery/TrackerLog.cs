using Microsoft.Extensions.Logging;
using P2PShare.Engine.Diagnostics;

namespace P2PShare.Engine.Discovery;

/// <summary>What announcing logs. URLs have their secrets hidden.</summary>
internal static partial class TrackerLog
{
    [LoggerMessage(EventId = 301, Level = LogLevel.Debug, Message = "Tracker {Url}: {Status}, {Peers} peers, {Problem}")]
    public static partial void Answered(ILogger logger, string url, TrackerStatus status, int peers, string? problem);
}
