using System.CommandLine;
using P2PShare.Cli.Completions;
using P2PShare.Cli.Manual;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Commands;

/// <summary><c>completions</c>: scripts by which shells complete commands, options and values; and the manual pages, made of the same definitions.</summary>
internal sealed class CompletionsCommand : Command, IHasExamples
{
    private const string ManualWord = "man";

    private static readonly Dictionary<string, Func<CompletedCommand, string>> Scripts = new(StringComparer.Ordinal)
    {
        ["bash"] = BashScript.Of,
        ["zsh"] = ZshScript.Of,
        ["fish"] = FishScript.Of,
        ["pwsh"] = PwshScript.Of,
    };

    private readonly Argument<string> _shell = new("SHELL")
    {
        Description = "bash, zsh, fish or pwsh; man for an archive of the manual pages.",
        CompletionSources = { Scripts.Keys.Append(ManualWord).ToArray() },
    };

    public CompletionsCommand(CommandContext context, GlobalOptions globals)
        : base("completions", "Print the script by which a shell completes the command line.")
    {
        Arguments.Add(_shell);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "source <(p2pshare completions bash)",
        "source <(p2pshare completions zsh)",
        "p2pshare completions fish > ~/.config/fish/completions/p2pshare.fish",
        "p2pshare completions pwsh | Out-String | Invoke-Expression",
        "p2pshare completions man | tar -xC ~/.local/share/man/man1",
    ];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var shell = parsed.GetRequiredValue(_shell);
        if (globals.OpenOutput(parsed, context).Style.Json)
        {
            throw new CommandException(UserError.Usage($"what `completions {shell}` prints is no JSON", "Leave `--json` out."));
        }

        if (shell == ManualWord)
        {
            await WriteManualAsync(context, cancellationToken);
            return ExitCode.Done;
        }

        var script = Scripts.GetValueOrDefault(shell) ?? throw new CommandException(UserError.Usage(
            $"there are no completions for `{shell}`",
            Typos.Nearest(shell, Scripts.Keys) is { } nearest ? $"Did you mean `{nearest}`?" : $"There are some for {string.Join(", ", Scripts.Keys)}."));
        await context.Output.WriteAsync(script(CompletedCommand.Of(Root.Whole(context))).AsMemory(), cancellationToken);
        return ExitCode.Done;
    }

    private static async Task WriteManualAsync(CommandContext context, CancellationToken cancellationToken)
    {
        if (context.Terminal.OutputIsTerminal)
        {
            throw new CommandException(UserError.Usage("the manual pages are an archive, which a terminal cannot show", "`p2pshare completions man | tar -xC ~/.local/share/man/man1` unpacks them where `man` looks."));
        }

        using var archive = new MemoryStream();
        await ManArchive.WriteAsync(archive, Root.Whole(context), cancellationToken);
        await context.OutputBytes.WriteAsync(archive.GetBuffer().AsMemory(0, (int)archive.Length), cancellationToken);
        await context.OutputBytes.FlushAsync(cancellationToken);
    }
}
