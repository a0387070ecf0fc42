using System.CommandLine;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Views;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Commands;

/// <summary><c>show</c>: what is in torrents.</summary>
internal sealed class ShowCommand : Command, IHasExamples
{
    private const int MaxLines = 1000;

    private readonly Argument<string[]> _torrents = TorrentArgument.Several();
    private readonly ListOptions _list = new();
    private readonly Option<TimeSpan?> _timeout = OptionOf.Duration("Give up on a link when nobody said within this time what is in it (default: 1m).", "--timeout");
    private readonly PeerOptions _peers = new();

    public ShowCommand(CommandContext context, GlobalOptions globals)
        : base("show", "Show what is in torrents.")
    {
        Arguments.Add(_torrents);
        Options.Add(_timeout);
        _peers.AddTo(this);
        _list.AddTo(this);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "p2pshare show holiday.torrent",
        "p2pshare show --json holiday.torrent | jq .info_hash",
        "p2pshare show 'magnet:?xt=urn:btih:…' --timeout 2m",
        "curl -s https://example.org/a.torrent | p2pshare show -",
    ];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var settings = _peers.Bind(parsed, globals.StateDirectoryOf(parsed, context));
        var arguments = await _list.CollectAsync(context, parsed, parsed.GetValue(_torrents), "a TORRENT", cancellationToken);
        using var logging = globals.OpenLogging(parsed, context);
        var timed = settings with { Stop = settings.Stop with { Timeout = parsed.GetValue(_timeout) } };
        var reader = new TorrentReader(context, new TorrentLoader(context), timed, logging, output.Warn);
        return await Each.RunAsync(arguments, output, (argument, token) => ShowAsync(argument, reader, output, token), cancellationToken);
    }

    /// <summary>On a terminal, only so many lines that the beginning can still be scrolled to.</summary>
    private static IEnumerable<string> Shortened(IEnumerable<string> lines, bool isTerminal)
    {
        var shown = 0;
        foreach (var line in lines)
        {
            shown++;
            if (!isTerminal || shown <= MaxLines)
            {
                yield return line;
            }
        }

        if (isTerminal && shown > MaxLines)
        {
            yield return $"  … and {Words.Count(shown - MaxLines, "more line")}: `p2pshare show TORRENT | less` shows all";
        }
    }

    private static async Task<object> ShowAsync(string argument, TorrentReader reader, CommandOutput output, CancellationToken cancellationToken)
    {
        var metainfo = await reader.ReadAsync(argument, cancellationToken);
        output.DataLines(Shortened(TorrentText.Full(metainfo), output.DataIsTerminal));
        return TorrentDocuments.Shown(metainfo);
    }
}
