using System.CommandLine;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Transfers;

/// <summary>The options that name commands of the user's own.</summary>
internal sealed class HookOptions
{
    private readonly Option<string?> _onComplete = OptionOf.Text("COMMAND", "Run this for each torrent that is complete, without a shell; P2PSHARE_TORRENT_NAME, _PATH, … tell it which.", "--on-complete");
    private readonly Option<string?> _onError = OptionOf.Text("COMMAND", "Run this for each torrent that failed; also told _OUTCOME, _CODE and _ERROR.", "--on-error");

    /// <summary>They hold for all torrents of a run.</summary>
    public IReadOnlyList<Option> All => [_onComplete, _onError];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(_onComplete);
        command.Options.Add(_onError);
    }

    /// <summary>Settings with their values.</summary>
    /// <exception cref="CommandException">One of them is no command, or there is no such program.</exception>
    public TransferSettings Bind(ParseResult parsed, CommandContext context, TransferSettings settings) => settings with
    {
        OnComplete = Hook.Parse(context, "--on-complete", parsed.GetValue(_onComplete)),
        OnError = Hook.Parse(context, "--on-error", parsed.GetValue(_onError)),
    };
}
