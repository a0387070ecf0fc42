namespace P2PShare.Cli.Inputs;

/// <summary>Checks the URLs of web seeds.</summary>
internal static class WebSeedUrl
{
    /// <summary>The URL itself.</summary>
    /// <exception cref="CommandException">It is none that a web seed can have.</exception>
    public static string Check(string url) => Urls.IsAbsolute(url, "http", "https")
        ? url
        : throw new CommandException(UserError.Usage($"`{url}` is no web seed", "A web seed's URL begins with http:// or https:// and names a host."));
}
