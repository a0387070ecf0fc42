namespace P2PShare.Cli.Views;

/// <summary>Says when long work is worth another plain line: about every 10 s, and at each tenth, but never twice within 2 s.</summary>
internal sealed class PlainPace(TimeProvider time)
{
    private static readonly TimeSpan LongestSilence = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortestSilence = TimeSpan.FromSeconds(2);
    private const int Steps = 10;

    private readonly Lock _lock = new();
    private long _last = time.GetTimestamp();
    private int _step;

    /// <summary>Whether to print now, with this fraction done. Counts a yes as printed.</summary>
    public bool IsDue(double fraction)
    {
        lock (_lock)
        {
            var silence = time.GetElapsedTime(_last);
            var step = (int)(fraction * Steps);
            if (silence < ShortestSilence || (silence < LongestSilence && step == _step))
            {
                return false;
            }

            _last = time.GetTimestamp();
            _step = step;
            return true;
        }
    }
}
