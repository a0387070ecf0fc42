using System.CommandLine;
using System.CommandLine.Help;
using Microsoft.Extensions.Logging;
using P2PShare.Cli.Logging;

namespace P2PShare.Cli.Settings;

/// <summary>The options that every command has.</summary>
internal sealed class GlobalOptions
{
    public Option<bool> Json { get; } = Options.Flag("Standard output carries JSON only.", "--json", "-j");

    public Option<bool> Quiet { get; } = Options.Flag("No progress and no talk but errors.", "--quiet", "-q");

    public Option<bool> Verbose { get; } = Options.Flag("Log to standard error; twice for more.", "--verbose", "-v");

    public Option<string?> LogFile { get; } = Options.Text("FILE", "Log to a file, which is rolled over at 10 MiB.", "--log-file");

    public Option<string> LogFormat { get; } = Options.Choice("Format of the log file.", ["text", "json"], "--log-format");

    public Option<string> Color { get; } = Options.Choice("When to use colour.", ["auto", "always", "never"], "--color");

    public Option<string?> StateDirectory { get; } = Options.Text("DIR", "Where what must survive a restart is kept (default: $XDG_STATE_HOME/p2pshare).", "--state-dir");

    public Option<string?> Config { get; } = Options.Text("FILE", "File of defaults, JSON (default: $XDG_CONFIG_HOME/p2pshare/config.json).", "--config");

    /// <summary>Puts them on the root, from where every command inherits them.</summary>
    public void AddTo(RootCommand root)
    {
        root.Options.Clear();
        foreach (var option in (Option[])[Json, Quiet, Verbose, LogFile, LogFormat, Color, StateDirectory, Config])
        {
            option.Recursive = true;
            root.Options.Add(option);
        }

        var help = new HelpOption("--help", "-h") { Description = "Show help.", Recursive = true };
        help.Action = new HelpWithExamples((HelpAction)help.Action!);
        root.Options.Add(help);
        root.Options.Add(new VersionOption { Description = "Show the version.", Action = new ShowVersion() });
    }

    /// <summary>The printer for a command line in a world.</summary>
    public CommandOutput OpenOutput(ParseResult parsed, CommandContext context) =>
        new(context, OutputStyle.Choose(context, parsed.GetValue(Json), parsed.GetValue(Quiet), VerbosityOf(parsed), ColorOf(parsed)));

    /// <summary>How often <c>-v</c> was given.</summary>
    public int VerbosityOf(ParseResult parsed) =>
        parsed.GetResult(Verbose) is { Implicit: false } given && parsed.GetValue(Verbose) ? given.IdentifierTokenCount : 0;

    /// <summary>The log for a command line in a world. The caller disposes it.</summary>
    /// <exception cref="CommandException">The log file cannot be written.</exception>
    public ILoggerFactory OpenLogging(ParseResult parsed, CommandContext context) =>
        CommandLogging.Open(context, VerbosityOf(parsed), parsed.GetValue(LogFile), parsed.GetValue(LogFormat) == "json");

    /// <summary>The state folder, absolute.</summary>
    public string StateDirectoryOf(ParseResult parsed, CommandContext context) =>
        context.FullPath(parsed.GetValue(StateDirectory) ?? UserDirectories.State(context));

    // A value that is none of the choices is a parse error whose message is printed with this very style.
    private string ColorOf(ParseResult parsed) => parsed.GetResult(Color)?.Errors.Any() == true ? "auto" : parsed.GetValue(Color)!;
}
