using System.CommandLine;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Views;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Commands;

/// <summary><c>config show</c>: every setting of every command, its value, and which layer it comes from.</summary>
internal sealed class ConfigShowCommand : Command, IHasExamples
{
    private readonly Argument<string[]> _command = new("COMMAND")
    {
        Description = "Only the settings of this command (default: of all).",
        Arity = ArgumentArity.ZeroOrMore,
        CompletionSources = { Root.CommandNames.ToArray() },
    };

    public ConfigShowCommand(CommandContext context, GlobalOptions globals)
        : base("show", "Show every setting, its value and where it comes from.")
    {
        Arguments.Add(_command);
        SetAction(parsed => (int)Run(parsed, context, globals));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "p2pshare config show",
        "p2pshare config show get",
        "p2pshare config show --json | jq '.settings[] | select(.source != \"default\")'",
    ];

    private ExitCode Run(ParseResult parsed, CommandContext context, GlobalOptions globals)
    {
        var output = globals.OpenOutput(parsed, context);
        var layers = new SettingsLayers(context, globals);
        var config = layers.LoadConfig(parsed);
        var table = new SettingsTable(layers, globals, config, parsed);
        var settings = Wanted(parsed.GetValue(_command) ?? [], Root.Whole(context)).SelectMany(table.Of).ToArray();
        var path = ConfigFile.PathOf(context, globals.ConfigPathOf(parsed));
        output.DataLines(SettingsText.Lines(path, config, settings));
        output.Document(new SettingsDocument(path, config is not null, config?.Profile, [.. settings.Select(Document)]));
        return ExitCode.Done;
    }

    private static IEnumerable<Command> Wanted(string[] words, Root root)
    {
        Command command = root;
        foreach (var word in words)
        {
            command = command.Subcommands.FirstOrDefault(sub => sub.Name == word) ?? throw new CommandException(UserError.Usage(
                $"there is no command `{string.Join(' ', words)}`",
                Typos.Nearest(word, command.Subcommands.Select(sub => sub.Name)) is { } nearest ? $"Did you mean `{nearest}`?" : null));
        }

        return CommandTree.All(command);
    }

    private static SettingDocument Document(Setting setting) => new(
        setting.Command,
        setting.Name,
        setting.Value,
        setting.Origin.Source,
        setting.Origin.Name,
        setting.Origin.Section,
        setting.Option,
        setting.Variable);
}
