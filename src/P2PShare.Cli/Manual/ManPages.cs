using System.CommandLine;
using System.Globalization;
using P2PShare.Cli.Completions;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Manual;

/// <summary>Makes the manual pages of all commands from the definitions that their help is made of.</summary>
internal static class ManPages
{
    private static readonly (int Code, string Meaning)[] ExitStatus =
    [
        (0, "Done as asked; also a signal while seeding what is complete."),
        (1, "An unexpected failure: a bug."),
        (2, "The command line is wrong."),
        (3, "A torrent or path that cannot be used."),
        (4, "The content does not match, or is not all there."),
        (5, "Gave up: a time-out ran out, or no peer could be found."),
        (6, "Storage: disk full, permission, i/o error, content changed underneath."),
        (7, "Stopped by a signal before it was complete; the same command goes on."),
        (8, "Several were asked and some failed: each result says which."),
        (9, "Network: an address or port that cannot be bound."),
    ];

    /// <summary>The pages: the file's name, such as <c>p2pshare-dht-get.1</c>, and its text.</summary>
    public static IReadOnlyList<(string FileName, string Text)> Of(RootCommand root) =>
        [.. CommandTree.All(root).Select(command => ($"{PageOf(command)}.1", Write(command, root)))];

    private static string Write(Command command, RootCommand root)
    {
        var described = CompletedCommand.Of(command);
        var page = new Roff().Title(PageOf(command).ToUpperInvariant(), "1", $"{Product.Name} {Product.Version}");
        page.Section("NAME").Text($"{PageOf(command)} - {Lower(described.Description)}");
        page.Section("SYNOPSIS").Call(described.Call, Synopsis(command));
        page.Section("DESCRIPTION").Text(described.Description);
        foreach (var argument in command.Arguments)
        {
            page.Item(argument.HelpName ?? argument.Name, argument.Description ?? "");
        }

        Commands(page, command);
        Options(page, "OPTIONS", described.Options.Where(option => !option.IsForAll || command == root));
        if (command != root)
        {
            Options(page, "OPTIONS OF EVERY COMMAND", described.Options.Where(option => option.IsForAll));
        }

        Settings(page, command == root);
        if (command is IHasExamples { Examples: var examples })
        {
            page.Section("EXAMPLES").Lines(examples);
        }

        page.Section("SEE ALSO").Text(SeeAlso(command, root));
        return page.ToString();
    }

    private static void Commands(Roff page, Command command)
    {
        var subcommands = command.Subcommands.Where(sub => !sub.Hidden).ToArray();
        if (subcommands.Length == 0)
        {
            return;
        }

        page.Section("COMMANDS");
        foreach (var sub in subcommands)
        {
            page.Item(sub.Name, $"{sub.Description} See {PageOf(sub)}(1).");
        }
    }

    private static void Options(Roff page, string title, IEnumerable<CompletedOption> options)
    {
        var all = options.ToArray();
        if (all.Length == 0)
        {
            return;
        }

        page.Section(title);
        foreach (var option in all)
        {
            var value = option.Value.Kind == ValueKind.None ? "" : $" {option.Value.Name}";
            var initial = option.Value.Words is [var first, ..] ? $" Default: {first}." : "";
            page.Item(string.Join(", ", option.Names) + value, option.Description + initial);
        }
    }

    private static void Settings(Roff page, bool isRoot)
    {
        page.Section("ENVIRONMENT").Text(
            "Every option has a variable: --max-upload is P2PSHARE_MAX_UPLOAD. Flags are true or false, and of an option that may be given again each line is a value. What was typed wins over the environment, the environment over the config file. See p2pshare-config(1).");
        if (!isRoot)
        {
            return;
        }

        page.Section("FILES")
            .Item("$XDG_CONFIG_HOME/p2pshare/config.json", "Defaults for options, as JSON: for all commands, for one under its name, and in profiles.")
            .Item("$XDG_STATE_HOME/p2pshare", "What must survive a restart.");
        page.Section("EXIT STATUS");
        foreach (var (code, meaning) in ExitStatus)
        {
            page.Item(code.ToString(CultureInfo.InvariantCulture), meaning);
        }
    }

    private static string Synopsis(Command command)
    {
        var arguments = command.Arguments.Select(argument =>
        {
            var name = (argument.HelpName ?? argument.Name) + (argument.Arity.MaximumNumberOfValues > 1 ? "..." : "");
            return argument.Arity.MinimumNumberOfValues == 0 ? $"[{name}]" : name;
        });
        return string.Join(' ', [.. command.Subcommands.Count > 0 ? (string[])["COMMAND"] : [], .. arguments, "[OPTION]..."]);
    }

    private static string SeeAlso(Command command, RootCommand root)
    {
        var related = command == root ? [] : CommandTree.All(root).Where(other => other != command && (other == root || other.Parents.Intersect(command.Parents).Any()));
        var names = related.Concat(command.Subcommands.Where(sub => !sub.Hidden)).Select(other => $"{PageOf(other)}(1)").Distinct(StringComparer.Ordinal);
        return string.Join(", ", names) + ".";
    }

    private static string PageOf(Command command) => string.Join('-', CommandTree.PathOf(command).Prepend(Product.Name));

    private static string Lower(string sentence) =>
        sentence.Length == 0 ? sentence : (char.ToLowerInvariant(sentence[0]) + sentence[1..]).TrimEnd('.');
}
