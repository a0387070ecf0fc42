using System.Net;

namespace P2PShare.Engine.Discovery;

/// <summary>Connection ids that UDP trackers gave, for as long as they may be used. BEP 15. Thread-safe.</summary>
internal sealed class UdpConnectionCache(TimeProvider time)
{
    /// <summary>So many trackers are more than anyone has; when they are reached all are forgotten, which costs one connect each.</summary>
    private const int MaxTrackers = 1_000;

    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(60);

    private readonly Lock _lock = new();
    private readonly Dictionary<IPEndPoint, (long ConnectionId, long ReceivedAt)> _connections = [];

    /// <summary>A connection id that is still good.</summary>
    public bool TryGet(IPEndPoint tracker, out long connectionId)
    {
        lock (_lock)
        {
            var found = _connections.TryGetValue(tracker, out var connection) && time.GetElapsedTime(connection.ReceivedAt) < Lifetime;
            connectionId = connection.ConnectionId;
            return found;
        }
    }

    public void Put(IPEndPoint tracker, long connectionId)
    {
        lock (_lock)
        {
            if (_connections.Count >= MaxTrackers)
            {
                _connections.Clear();
            }

            _connections[tracker] = (connectionId, time.GetTimestamp());
        }
    }

    public void Remove(IPEndPoint tracker)
    {
        lock (_lock)
        {
            _connections.Remove(tracker);
        }
    }
}
