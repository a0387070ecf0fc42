using System.Net;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Discovery;

namespace P2PShare.Engine.Tests.Discovery;

/// <summary>Keeps what an announcer tells, and finds out when it tells two things at once.</summary>
internal sealed class RecordingTrackerSink : ITrackerSink
{
    private readonly Lock _lock = new();
    private readonly List<string> _lines = [];
    private int _inside;

    public bool WasCalledTwiceAtOnce { get; private set; }

    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lock)
            {
                return [.. _lines];
            }
        }
    }

    public void OnPeers(IReadOnlyList<IPEndPoint> peers) => Add($"peers {string.Join(' ', peers)}");

    public void OnAnswer(string redactedUrl, TrackerStatus status, string? message, int peers) => Add($"{redactedUrl} {status} {peers} {message}".TrimEnd());

    public void OnExternalAddress(IPAddress address) => Add($"external {address}");

    private void Add(string line)
    {
        WasCalledTwiceAtOnce |= Interlocked.Increment(ref _inside) > 1;
        lock (_lock)
        {
            _lines.Add(line);
        }

        Interlocked.Decrement(ref _inside);
    }
}
