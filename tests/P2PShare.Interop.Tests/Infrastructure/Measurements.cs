namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>
/// What got through to whom and how, one line each: added to the file that <c>P2PSHARE_INTEROP_MATRIX</c> names as it happens, since xUnit shows
/// the output of single tests only and nothing of the whole.
/// </summary>
internal static class Measurements
{
    private static readonly Lock Gate = new();

    /// <summary>Adds a transfer that ended byte for byte, and returns its line.</summary>
    public static string AddTransfer(string seed, string leecher, string format, string content, string tracker, TimeSpan elapsed) =>
        Add($"{seed,-13} {leecher,-13} {format,-7} {content,-14} {tracker,-16} {elapsed.TotalSeconds,5:0.0} s");

    /// <summary>Adds a line and returns it.</summary>
    public static string Add(string line)
    {
        if (Environment.GetEnvironmentVariable("P2PSHARE_INTEROP_MATRIX") is { Length: > 0 } path)
        {
            lock (Gate)
            {
                File.AppendAllLines(path, [line]);
            }
        }

        return line;
    }
}
