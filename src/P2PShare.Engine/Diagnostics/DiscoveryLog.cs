using System.Net;
using Microsoft.Extensions.Logging;

namespace P2PShare.Engine.Diagnostics;

/// <summary>What finding peers without a tracker logs. Ids 400 to 499.</summary>
internal static partial class DiscoveryLog
{
    [LoggerMessage(EventId = 401, Level = LogLevel.Warning, Message = "The peers kept in {Path} are not as they were written and are left out")]
    public static partial void PeersUnreadable(ILogger logger, string path);

    [LoggerMessage(EventId = 402, Level = LogLevel.Warning, Message = "The peers kept in {Path} cannot be read")]
    public static partial void PeersNotLoaded(ILogger logger, string path, Exception failure);

    [LoggerMessage(EventId = 403, Level = LogLevel.Warning, Message = "Peers cannot be kept in {Path}")]
    public static partial void PeersNotSaved(ILogger logger, string path, Exception failure);

    [LoggerMessage(EventId = 404, Level = LogLevel.Debug, Message = "The local network cannot be told at {Group}: {Reason}")]
    public static partial void NoMulticast(ILogger logger, EndPoint group, string reason);

    [LoggerMessage(EventId = 406, Level = LogLevel.Debug, Message = "The DHT has no socket at {EndPoint}: {Reason}")]
    public static partial void NoDhtSocket(ILogger logger, EndPoint endPoint, string reason);

    [LoggerMessage(EventId = 405, Level = LogLevel.Warning, Message = "Peers on the local network are not looked for: there is no multicast to be had")]
    public static partial void NoLocalDiscovery(ILogger logger);
}
