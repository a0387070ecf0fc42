using System.Net;

namespace P2PShare.Dht.Tests.Simulated;

/// <summary>A network of datagrams on a clock of its own: each takes a while, and the clock jumps from one arrival to the next.</summary>
internal sealed class SimulatedDatagrams(Random random) : TimeProvider
{
    private readonly PriorityQueue<(byte[] Datagram, IPEndPoint From, IPEndPoint To), (long Due, long Order)> _underWay = new();
    private readonly Dictionary<IPEndPoint, Action<byte[], IPEndPoint>> _receivers = [];
    private long _now = TimeSpan.TicksPerDay;
    private long _order;

    public long Sent { get; private set; }

    /// <summary>The part that gets lost.</summary>
    public double Loss { get; set; }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now;

    public void Connect(IPEndPoint endPoint, Action<byte[], IPEndPoint> receiver) => _receivers[endPoint] = receiver;

    public void Disconnect(IPEndPoint endPoint) => _receivers.Remove(endPoint);

    public void Send(byte[] datagram, IPEndPoint from, IPEndPoint to)
    {
        Sent++;
        if (random.NextDouble() >= Loss)
        {
            // 10 to 150 ms one way, as the internet has it.
            _underWay.Enqueue((datagram, from, to), (_now + (random.Next(10, 150) * TimeSpan.TicksPerMillisecond), _order++));
        }
    }

    /// <summary>Lets time pass until something holds, with a tick every half second.</summary>
    public void RunUntil(Func<bool> condition, Action tick, TimeSpan limit)
    {
        var (end, nextTick) = (_now + limit.Ticks, _now + DhtLimits.Tick.Ticks);
        while (!condition() && _now < end)
        {
            if (_underWay.TryPeek(out var next, out var key) && key.Due <= nextTick)
            {
                _underWay.Dequeue();
                _now = key.Due;
                if (_receivers.TryGetValue(next.To, out var receive))
                {
                    receive(next.Datagram, next.From);
                }
            }
            else
            {
                _now = nextTick;
                nextTick += DhtLimits.Tick.Ticks;
                tick();
            }
        }
    }
}
