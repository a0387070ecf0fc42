using System.CommandLine;

namespace P2PShare.Cli.Commands;

/// <summary>The arguments that commands share.</summary>
internal static class TorrentArgument
{
    private const string Kinds = "a .torrent file, a magnet link, an info-hash, an http(s) URL, or - for standard input";

    private const string WholeKinds = "a .torrent file, an http(s) URL, or - for standard input";

    /// <summary>One whole torrent: a link will not do.</summary>
    public static Argument<string> OneWhole() => new("TORRENT") { Description = $"The torrent: {WholeKinds}." };

    /// <summary>One or more, of which a list may hold the rest.</summary>
    public static Argument<string[]> Several() => Several("TORRENT", $"Each is {Kinds}.");

    /// <summary>One or more of something, of which a list may hold the rest.</summary>
    public static Argument<string[]> Several(string name, string description) =>
        new(name) { Description = description, Arity = ArgumentArity.ZeroOrMore };
}
