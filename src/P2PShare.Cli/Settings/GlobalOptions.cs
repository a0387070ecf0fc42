using System.CommandLine;
using System.CommandLine.Help;
using Microsoft.Extensions.Logging;
using P2PShare.Cli.Logging;

namespace P2PShare.Cli.Settings;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    public Option<bool> Json { get; } = OptionOf.Flag("Standard output carries JSON only.", "--json", "-j");

    public Option<bool> Quiet { get; } = OptionOf.Flag("No progress and no talk but errors.", "--quiet", "-q");

    public Option<bool> Verbose { get; } = OptionOf.Flag("Log to standard error; twice for more.", "--verbose", "-v");

    public Option<string?> LogFile { get; } = OptionOf.Text("FILE", "Log to a file, which is rolled over at 10 MiB.", "--log-file");

    public Option<string> LogFormat { get; } = OptionOf.Choice("Format of the log file.", ["text", "json"], "--log-format");

    public Option<string> Color { get; } = OptionOf.Choice("When to use colour.", ["auto", "always", "never"], "--color");

    public Option<string?> StateDirectory { get; } = OptionOf.Text("DIR", "Where what must survive a restart is kept (default: $XDG_STATE_HOME/p2pshare).", "--state-dir");

    /// <summary>The command line as it was typed, without what environment and config file add; null before it is read.</summary>
    public ParseResult? Typed { get; set; }

    public Option<string?> Config { get; } = OptionOf.Text("FILE", "File of defaults, JSON (default: $XDG_CONFIG_HOME/p2pshare/config.json).", "--config");

    public Option<string?> Profile { get; } = OptionOf.Text("NAME", "Which of the config file's profiles holds (default: its `profile`).", "--profile");

    /// <summary>Those that say how things are printed, errors of the command line itself included.</summary>
    public IReadOnlyList<Option> OfStyle => [Json, Quiet, Verbose, Color];

    /// <summary>Options that were not typed: their values come from the layers under the command line.</summary>
    public HashSet<Option> Layered { get; } = [];

    /// <summary>Puts them on the root, from where every command inherits them.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Clear();
        foreach (var option in (Option[])[Json, Quiet, Verbose, LogFile, LogFormat, Color, StateDirectory, Config, Profile])
        {
            option.Recursive = true;
            root.Options.Add(option);
        }

        var help = new HelpOption("--help", "-h") { Description = "Show help.", Recursive = true };
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        root.Options.Add(help);
        root.Options.Add(new VersionOption("--version", "-V") { Description = "Show the version.", Action = new ShowVersion() });
    }

    /// <summary>The printer for a command line in a world.</summary>
    public CommandOutput OpenOutput(ParseResult parsed, CommandContext context) =>
        new(context, OutputStyle.Choose(context, ValueOf(parsed, Json), ValueOf(parsed, Quiet), VerbosityOf(parsed), ValueOf(parsed, Color) ?? "auto"));

    /// <summary>How often <c>-v</c> was given.</summary>
    public int VerbosityOf(ParseResult parsed) =>
        ValueOf(parsed, Verbose) ? parsed.GetResult(Verbose)!.IdentifierTokenCount : 0;

    /// <summary>The log for a command line in a world. The caller disposes it.</summary>
    /// <exception cref="CommandException">The log file cannot be written.</exception>
    public ILoggerFactory OpenLogging(ParseResult parsed, CommandContext context) =>
        CommandLogging.Open(context, VerbosityOf(parsed), parsed.GetValue(LogFile), parsed.GetValue(LogFormat) == "json");

    /// <summary>The config file that was typed; null where none was.</summary>
    public string? ConfigPathOf(ParseResult parsed) => ValueOf(parsed, Config);

    /// <summary>The profile that was typed; null where none was.</summary>
    public string? ProfileOf(ParseResult parsed) => ValueOf(parsed, Profile);

    /// <summary>The state folder, absolute.</summary>
    public string StateDirectoryOf(ParseResult parsed, CommandContext context) =>
        context.FullPath(parsed.GetValue(StateDirectory) ?? UserDirectories.State(context));

    // Errors of the command line are printed in the style that these options ask for, even where one of them is the error.
    private static T? ValueOf<T>(ParseResult parsed, Option<T> option) =>
        parsed.GetResult(option)?.Errors.Any() == true ? default : parsed.GetValue(option);
}
