namespace P2PShare.Dht;

/// <summary>Time since the node was made. Monotonic: nothing that is done to the machine's clock moves it.</summary>
internal sealed class DhtClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    public TimeSpan Now => time.GetElapsedTime(_start);
}
