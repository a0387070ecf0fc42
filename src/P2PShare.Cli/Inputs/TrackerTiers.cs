namespace P2PShare.Cli.Inputs;

/// <summary>Reads announce URLs as the command line has them: each option a tier, commas within one.</summary>
internal static class TrackerTiers
{
    /// <summary>The tiers.</summary>
    /// <exception cref="CommandException">Something is no announce URL.</exception>
    public static IReadOnlyList<IReadOnlyList<string>> Parse(IEnumerable<string> options) =>
        [.. options.Select(Tier).Where(tier => tier.Count > 0)];

    private static IReadOnlyList<string> Tier(string option) =>
        [.. option.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(Check)];

    private static string HintFor(string url) => HostPort.TryParse(url.Split('/')[0], out var host)
        ? $"Did you mean `http://{host}/announce`?"
        : "A tracker's URL begins with http://, https:// or udp:// and names a host.";

    private static string Check(string url) =>
        Urls.IsAbsolute(url, "http", "https", "udp")
            ? url
            : throw new CommandException(UserError.Usage($"`{url}` is no tracker", HintFor(url)));
}
