namespace P2PShare.Cli.Views;

/// <summary>The limits that keys lead through, in bytes a second; 0 is without limit and stands above all others.</summary>
internal static class LimitSteps
{
    private const long Kibi = 1 << 10;
    private const long Mebi = 1 << 20;

    private static readonly long[] Steps =
    [
        16 * Kibi, 32 * Kibi, 64 * Kibi, 128 * Kibi, 256 * Kibi, 512 * Kibi,
        Mebi, 2 * Mebi, 3 * Mebi, 5 * Mebi, 7 * Mebi, 10 * Mebi, 15 * Mebi, 20 * Mebi, 30 * Mebi, 50 * Mebi, 75 * Mebi, 100 * Mebi,
    ];

    /// <summary>The next lower one; without a limit, the first one below the rate of now.</summary>
    public static long Below(long limit, long rate) => Steps.LastOrDefault(step => step < (limit == 0 ? Math.Max(rate, Steps[0] + 1) : limit), Steps[0]);

    /// <summary>The next higher one.</summary>
    public static long Above(long limit) => limit == 0 ? 0 : Steps.FirstOrDefault(step => step > limit);
}
