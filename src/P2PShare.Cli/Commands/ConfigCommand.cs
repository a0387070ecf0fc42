using System.CommandLine;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Commands;

/// <summary><c>config</c>: what the settings are.</summary>
internal sealed class ConfigCommand : Command, IHasExamples
{
    public ConfigCommand(CommandContext context, GlobalOptions globals)
        : base("config", "Look at the settings.") =>
        Subcommands.Add(new ConfigShowCommand(context, globals));

    public IReadOnlyList<string> Examples { get; } = ["p2pshare config show", "p2pshare config show get --profile home"];
}
