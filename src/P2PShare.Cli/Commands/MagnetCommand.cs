using System.CommandLine;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Commands;

/// <summary><c>magnet</c>: the links of torrents.</summary>
internal sealed class MagnetCommand : Command, IHasExamples
{
    private readonly Argument<string[]> _torrents = TorrentArgument.Several();
    private readonly Option<string?> _filesFrom = TorrentArgument.FilesFrom();

    public MagnetCommand(CommandContext context, GlobalOptions globals)
        : base("magnet", "Print the magnet links of torrents.")
    {
        Arguments.Add(_torrents);
        Options.Add(_filesFrom);
        SetAction(async (parsed, cancellationToken) =>
            (int)await RunAsync(parsed, context, globals.OpenOutput(parsed, context), cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } = ["p2pshare magnet holiday.torrent", "p2pshare magnet *.torrent > links.txt"];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var arguments = await ArgumentList.CollectAsync(
            context, parsed.GetValue(_torrents) ?? [], parsed.GetValue(_filesFrom), "a TORRENT", cancellationToken);
        var loader = new TorrentLoader(context);
        return await Each.RunAsync(arguments, output, async (argument, token) =>
        {
            var magnet = await loader.LoadAsync(argument, token) switch
            {
                TorrentInput.File file => MagnetLink.Of(file.Metainfo),
                TorrentInput.Link link => link.Magnet,
                _ => throw new InvalidOperationException("There are two kinds of input."),
            };
            output.Data(magnet.ToString());
            return TorrentDocuments.Link(magnet);
        }, cancellationToken);
    }
}
