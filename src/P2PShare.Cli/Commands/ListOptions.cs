using System.CommandLine;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Commands;

/// <summary>The options by which a command takes more of its arguments from a list.</summary>
internal sealed class ListOptions
{
    private readonly Option<string?> _filesFrom = OptionOf.Text("FILE|-", "Take more of them from a list, one a line; lines that begin with # are left out.", "--files-from");
    private readonly Option<bool> _null = OptionOf.Flag("The list's entries end with a NUL, as `find -print0` has it, and nothing is left out.", "--null", "-0");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_filesFrom);
        command.Options.Add(_null);
    }

    /// <summary>Whether there is a list.</summary>
    public bool IsGiven(ParseResult parsed) => parsed.GetValue(_filesFrom) is not null;

    /// <summary>The arguments that were typed, then those of the list.</summary>
    /// <param name="context">The world.</param>
    /// <param name="parsed">The command line.</param>
    /// <param name="typed">Those typed.</param>
    /// <param name="whatIsNeeded">Named where there is none: "a TORRENT".</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandException">There is none, or the list cannot be read.</exception>
    public Task<IReadOnlyList<string>> CollectAsync(
        CommandContext context, ParseResult parsed, IReadOnlyList<string>? typed, string whatIsNeeded, CancellationToken cancellationToken) =>
        ArgumentList.CollectAsync(context, typed ?? [], parsed.GetValue(_filesFrom), parsed.GetValue(_null), whatIsNeeded, cancellationToken);
}
