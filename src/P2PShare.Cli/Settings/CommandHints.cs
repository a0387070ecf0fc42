using System.CommandLine;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Settings;

/// <summary>Says which command was probably meant where there is none of that name.</summary>
internal static class CommandHints
{
    /// <summary>What other programs call these commands.</summary>
    private static readonly Dictionary<string, string> Synonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["add"] = "get",
        ["check"] = "verify",
        ["download"] = "get",
        ["fetch"] = "get",
        ["files"] = "show",
        ["info"] = "show",
        ["leech"] = "get",
        ["link"] = "magnet",
        ["list"] = "show",
        ["make"] = "create",
        ["modify"] = "edit",
        ["new"] = "create",
        ["serve"] = "seed",
        ["share"] = "seed",
        ["upload"] = "seed",
    };

    /// <summary>A hint; null where nothing comes near.</summary>
    public static string? For(Command command, string word, CommandContext context)
    {
        if (command is not RootCommand)
        {
            return DidYouMean(Typos.Nearest(word, command.Subcommands.Select(sub => sub.Name)));
        }

        return DidYouMean(Typos.Nearest(word, Root.CommandNames) ?? Synonyms.GetValueOrDefault(word)) ?? ForThing(word, context);
    }

    /// <summary>An error of the command line with an example of a right one, where it has no hint of its own.</summary>
    public static UserError WithExample(UserError error, Command command) =>
        error is { Code: ExitCode.Usage, Kind: "usage", Hint: null } && command is IHasExamples { Examples: [var first, ..] }
            ? error with { Hint = $"For example: `{first}`. `{CommandTree.CallOf(command)} --help` shows the rest." }
            : error;

    /// <summary>Which commands have an option that this one lacks; null where none has.</summary>
    public static string? ForOption(Command command, string option, CommandContext context)
    {
        var having = CommandTree.All(Root.Whole(context))
            .Where(other => CommandTree.CallOf(other) != CommandTree.CallOf(command) && other.Options.Any(own => own.Name == option && !own.Recursive))
            .Select(other => $"`{CommandTree.CallOf(other)}`")
            .ToArray();
        return having.Length == 0 ? null : $"That is an option of {string.Join(", ", having)}.";
    }

    /// <summary>Somebody named a torrent or content, and nothing to do with it.</summary>
    private static string? ForThing(string word, CommandContext context)
    {
        if (MagnetArgument.IsLink(word) || TorrentDownload.IsUrl(word) || word.EndsWith(".torrent", StringComparison.OrdinalIgnoreCase) || MagnetArgument.TryParseHash(word, out _))
        {
            return "`p2pshare get` downloads it, `p2pshare show` shows what is in it.";
        }

        return Path.Exists(context.FullPath(word)) ? "`p2pshare seed` shares it at once, `p2pshare create` makes a torrent of it." : null;
    }

    private static string? DidYouMean(string? name) => name is null ? null : $"Did you mean `{name}`?";
}
