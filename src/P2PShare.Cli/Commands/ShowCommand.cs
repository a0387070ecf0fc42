using System.CommandLine;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Views;

namespace P2PShare.Cli.Commands;

/// <summary><c>show</c>: what is in torrents.</summary>
internal sealed class ShowCommand : Command, IHasExamples
{
    private readonly Argument<string[]> _torrents = TorrentArgument.Several();
    private readonly Option<string?> _filesFrom = TorrentArgument.FilesFrom();

    public ShowCommand(CommandContext context, GlobalOptions globals)
        : base("show", "Show what is in torrents.")
    {
        Arguments.Add(_torrents);
        Options.Add(_filesFrom);
        SetAction(async (parsed, cancellationToken) =>
            (int)await RunAsync(parsed, context, globals.OpenOutput(parsed, context), cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "p2pshare show holiday.torrent",
        "p2pshare show --json holiday.torrent | jq .info_hash",
        "curl -s https://example.org/a.torrent | p2pshare show -",
    ];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var arguments = await ArgumentList.CollectAsync(
            context, parsed.GetValue(_torrents) ?? [], parsed.GetValue(_filesFrom), "a TORRENT", cancellationToken);
        var loader = new TorrentLoader(context);
        return await Each.RunAsync(arguments, output, (argument, token) => ShowAsync(argument, loader, output, token), cancellationToken);
    }

    private static async Task<object> ShowAsync(string argument, TorrentLoader loader, CommandOutput output, CancellationToken cancellationToken)
    {
        switch (await loader.LoadAsync(argument, cancellationToken))
        {
            case TorrentInput.File { Metainfo: var metainfo }:
                output.DataLines(TorrentText.Full(metainfo));
                return TorrentDocuments.Shown(metainfo);
            case TorrentInput.Link { Magnet: var magnet }:
                output.DataLines(TorrentText.Full(magnet));
                return TorrentDocuments.Shown(magnet);
            default:
                throw new InvalidOperationException("There are two kinds of input.");
        }
    }
}
