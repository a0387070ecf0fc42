using P2PShare.Engine.Peers;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Tests.Peers;

/// <summary>A peer with a line of some speed and delay that answers requests in order; always asked for as much as its pipeline says.</summary>
internal sealed class SimulatedPeer
{
    private readonly TimeSpan _delay;
    private readonly Queue<(TimeSpan RequestedAt, TimeSpan ArrivesAt)> _onItsWay = new();
    private TimeSpan _now = TimeSpan.FromHours(1);
    private TimeSpan _lineFreeAt;
    private long _received;

    public SimulatedPeer(long bytesPerSecond, TimeSpan delay, int? limit = null)
    {
        _delay = delay;
        BytesPerSecond = bytesPerSecond;
        Pipeline = new RequestPipeline();
        Pipeline.Limit = limit ?? Pipeline.Limit;
    }

    public RequestPipeline Pipeline { get; }

    public long BytesPerSecond { get; set; }

    public void Run(TimeSpan duration)
    {
        var end = _now + duration;
        Ask();
        while (_onItsWay.TryPeek(out var next) && next.ArrivesAt <= end)
        {
            _onItsWay.Dequeue();
            _now = next.ArrivesAt;
            _received += PieceGeometry.BlockLength;
            Pipeline.Arrived(PieceGeometry.BlockLength, next.RequestedAt, _now);
            Ask();
        }

        _now = end;
    }

    /// <summary>Bytes a second over a while.</summary>
    public double Measure(TimeSpan duration)
    {
        var before = _received;
        Run(duration);
        return (_received - before) / duration.TotalSeconds;
    }

    private void Ask()
    {
        while (_onItsWay.Count < Pipeline.Window)
        {
            Pipeline.Requested(_onItsWay.Count, _now);
            var starts = _now + (_delay / 2);
            starts = starts > _lineFreeAt ? starts : _lineFreeAt;
            _lineFreeAt = starts + TimeSpan.FromSeconds((double)PieceGeometry.BlockLength / BytesPerSecond);
            _onItsWay.Enqueue((_now, _lineFreeAt + (_delay / 2)));
        }
    }
}
