namespace P2PShare.Engine;

/// <summary>Monotonic time since the engine was made: the one clock of all deadlines, whatever the wall clock does.</summary>
internal sealed class EngineClock(TimeProvider time)
{
    private readonly long _start = time.GetTimestamp();

    /// <summary>Since the engine was made.</summary>
    public TimeSpan Now => time.GetElapsedTime(_start);
}
