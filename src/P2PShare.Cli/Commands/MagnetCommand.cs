using System.CommandLine;
using System.Globalization;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Views;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Commands;

/// <summary><c>magnet</c>: the links of torrents.</summary>
internal sealed class MagnetCommand : Command, IHasExamples
{
    private readonly Argument<string[]> _torrents = TorrentArgument.Several();
    private readonly ListOptions _list = new();
    private readonly Option<bool> _qr = OptionOf.Flag("Draw each link as a QR code too.", "--qr");

    public MagnetCommand(CommandContext context, GlobalOptions globals)
        : base("magnet", "Print the magnet links of torrents.")
    {
        Arguments.Add(_torrents);
        Options.Add(_qr);
        _list.AddTo(this);
        SetAction(async (parsed, cancellationToken) =>
            (int)await RunAsync(parsed, context, globals.OpenOutput(parsed, context), cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } = ["p2pshare magnet holiday.torrent", "p2pshare magnet holiday.torrent --qr", "p2pshare magnet *.torrent > links.txt"];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var arguments = await _list.CollectAsync(context, parsed, parsed.GetValue(_torrents), "a TORRENT", cancellationToken);
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
            if (parsed.GetValue(_qr))
            {
                Draw(magnet, context, output);
            }

            return TorrentDocuments.Link(magnet);
        }, cancellationToken);
    }

    private static void Draw(MagnetLink magnet, CommandContext context, CommandOutput output)
    {
        var picture = QrPicture.Draw(magnet.ToString(), output.Style.DataColour)
            ?? throw new CommandException(UserError.TooLongForQr(magnet.DisplayName ?? magnet.InfoHashes.Key));
        var width = QrPicture.WidthOf(picture);
        if (context.Terminal.OutputIsTerminal && width > context.Terminal.Size().Columns)
        {
            // Cut or wrapped lines are no code.
            output.Warn(string.Create(CultureInfo.InvariantCulture, $"not drawn: the code is {width} columns wide and the terminal {context.Terminal.Size().Columns}; make it wider, or the letters smaller"));
            return;
        }

        output.Picture(picture);
    }
}
