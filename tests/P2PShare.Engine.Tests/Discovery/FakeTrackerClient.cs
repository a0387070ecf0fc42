using System.Collections.Concurrent;
using System.Net;
using P2PShare.Engine.Discovery;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Tests.Discovery;

/// <summary>Trackers that answer as a script says, and remember what they were told.</summary>
internal sealed class FakeTrackerClient : ITrackerClient
{
    private readonly ConcurrentQueue<(string Host, AnnounceRequest Request, TrackerFamily Family)> _announces = new();
    private int _underWay;
    private int _mostUnderWay;

    /// <summary>What comes of an announce. Success with one peer at first.</summary>
    public Func<string, AnnounceRequest, TrackerFamily, CancellationToken, Task<TrackerAnswer>> Script { get; set; } =
        static (_, _, _, _) => Task.FromResult(Answer());

    public IReadOnlyList<(string Host, AnnounceRequest Request, TrackerFamily Family)> Announces => [.. _announces];

    public IEnumerable<AnnounceEvent> Events => _announces.Select(announce => announce.Request.Event);

    public int MostUnderWay => Volatile.Read(ref _mostUnderWay);

    public static TrackerAnswer Answer(int intervalSeconds = 1800, string? warning = null, string? trackerId = null) => TrackerAnswer.Of(new AnnounceResponse
    {
        Interval = TimeSpan.FromSeconds(intervalSeconds),
        Peers = [IPEndPoint.Parse("203.0.113.7:7")],
        Warning = warning,
        TrackerId = trackerId,
        Complete = 1,
        Incomplete = 2,
    });

    public async Task<TrackerAnswer> AnnounceAsync(
        TrackerUrl tracker, AnnounceRequest request, TrackerFamily family, CancellationToken cancellationToken)
    {
        _announces.Enqueue((tracker.Uri.Host, request, family));
        InterlockedMax(Interlocked.Increment(ref _underWay));
        try
        {
            return await Script(tracker.Uri.Host, request, family, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private void InterlockedMax(int value)
    {
        for (var most = _mostUnderWay; value > most; most = Volatile.Read(ref _mostUnderWay))
        {
            Interlocked.CompareExchange(ref _mostUnderWay, value, most);
        }
    }
}
