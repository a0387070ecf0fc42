using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Engine.Peers;

namespace P2PShare.Engine.Diagnostics;

/// <summary>The engine's log lines. Ids 100 to 199.</summary>
internal static partial class EngineLog
{
    [LoggerMessage(EventId = 100, Level = LogLevel.Error, Message = "A task failed unexpectedly")]
    public static partial void TaskFailed(ILogger logger, Exception failure);

    [LoggerMessage(EventId = 101, Level = LogLevel.Information, Message = "Listening on {EndPoint}")]
    public static partial void Listening(ILogger logger, EndPoint endPoint);

    [LoggerMessage(EventId = 102, Level = LogLevel.Debug, Message = "Cannot connect to {EndPoint}: {Reason}")]
    public static partial void ConnectFailed(ILogger logger, EndPoint endPoint, string reason);

    [LoggerMessage(EventId = 103, Level = LogLevel.Debug, Message = "Session with {EndPoint} begins ({PeerId}, incoming: {IsIncoming})")]
    public static partial void SessionBegins(ILogger logger, EndPoint endPoint, string peerId, bool isIncoming);

    [LoggerMessage(EventId = 104, Level = LogLevel.Debug, Message = "Session with {EndPoint} ends: {Reason}")]
    public static partial void SessionEnds(ILogger logger, EndPoint endPoint, CloseReason reason);

    [LoggerMessage(EventId = 105, Level = LogLevel.Warning, Message = "Piece {Piece} does not match its hash")]
    public static partial void PieceFailed(ILogger logger, int piece);

    [LoggerMessage(EventId = 106, Level = LogLevel.Warning, Message = "Peer {EndPoint} is banned: {Reason}")]
    public static partial void PeerBanned(ILogger logger, EndPoint endPoint, string reason);

    [LoggerMessage(EventId = 107, Level = LogLevel.Debug, Message = "Torrent {Name} is now {State}")]
    public static partial void StateChanged(ILogger logger, string name, Torrents.TorrentState state);

    [LoggerMessage(EventId = 108, Level = LogLevel.Warning, Message = "The state of {Name} cannot be saved")]
    public static partial void RecordFailed(ILogger logger, string name, Exception failure);
}
