using System.Net;
using Microsoft.Extensions.Logging;

namespace P2PShare.Tracker;

/// <summary>What a tracker logs. Never a client's address, and no line for a request.</summary>
internal static partial class TrackerLog
{
    [LoggerMessage(EventId = 701, Level = LogLevel.Information, Message = "Tracker serves HTTP on {EndPoint}")]
    public static partial void ServesHttp(ILogger logger, IPEndPoint endPoint);

    [LoggerMessage(EventId = 702, Level = LogLevel.Information, Message = "Tracker serves UDP on {EndPoint}")]
    public static partial void ServesUdp(ILogger logger, IPEndPoint endPoint);
}
