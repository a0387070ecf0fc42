using System.Net;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Discovery;

namespace P2PShare.Swarm.Tests.Trackers;

/// <summary>Keeps what an announcer tells.</summary>
internal sealed class RecordingSink : ITrackerSink
{
    private readonly Lock _lock = new();
    private readonly List<IPEndPoint> _peers = [];
    private readonly List<(TrackerStatus Status, string? Message)> _answers = [];

    public IReadOnlyList<IPEndPoint> Peers
    {
        get
        {
            lock (_lock)
            {
                return [.. _peers];
            }
        }
    }

    public IReadOnlyList<(TrackerStatus Status, string? Message)> Answers
    {
        get
        {
            lock (_lock)
            {
                return [.. _answers];
            }
        }
    }

    public void OnPeers(IReadOnlyList<IPEndPoint> peers)
    {
        lock (_lock)
        {
            _peers.AddRange(peers);
        }
    }

    public void OnAnswer(string redactedUrl, TrackerStatus status, string? message, int peers)
    {
        lock (_lock)
        {
            _answers.Add((status, message));
        }
    }

    public void OnExternalAddress(IPAddress address)
    {
    }
}
