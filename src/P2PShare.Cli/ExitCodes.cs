namespace P2PShare.Cli;

/// <summary>Makes one exit code of many.</summary>
internal static class ExitCodes
{
    /// <summary>
    /// The code that all share; <see cref="ExitCode.Interrupted"/> where nothing else went wrong; else <see cref="ExitCode.SomeFailed"/>.
    /// </summary>
    public static ExitCode Combine(IReadOnlyCollection<ExitCode> codes)
    {
        var bad = codes.Where(code => code != ExitCode.Done).ToHashSet();
        return bad.Count switch
        {
            0 => ExitCode.Done,
            1 when bad.Contains(ExitCode.Interrupted) || codes.All(bad.Contains) => bad.Single(),
            _ => ExitCode.SomeFailed,
        };
    }
}
