using System.CommandLine;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Transfers;

namespace P2PShare.Cli.Commands;

/// <summary><c>seed</c>: gives content that is already here, by its torrent or by its path alone.</summary>
internal sealed class SeedCommand : Command, IHasExamples
{
    private readonly TransferOptions _transfer = new();
    private readonly Argument<string[]> _things = TorrentArgument.Several("TORRENT|PATH", "Each is a torrent whose content is here (a .torrent file, an http(s) URL, or - for standard input), or a file or folder, which is hashed and shared at once.");
    private readonly Option<string?> _filesFrom = TorrentArgument.FilesFrom();
    private readonly Option<string?> _data = OptionOf.Text("PATH", "Where the content is: the folder that holds it, or the content itself (default: the current folder).", "--data");
    private readonly Option<bool> _partial = OptionOf.Flag("Share what is there, even if some of it is missing.", "--partial");

    public SeedCommand(CommandContext context, GlobalOptions globals)
        : base("seed", "Seed content that is already here.")
    {
        Arguments.Add(_things);
        Options.Add(_data);
        Options.Add(_partial);
        _transfer.AddTo(this);
        Options.Add(_filesFrom);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public string? Remark => TransferOptions.Remark;

    public IReadOnlyList<string> Examples { get; } =
    [
        "p2pshare seed holiday/",
        "p2pshare seed holiday.torrent --data Pictures",
        "p2pshare seed *.torrent --data /srv/share --seed-time 8h -u 2MiB",
    ];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var settings = _transfer.Bind(parsed, globals.StateDirectoryOf(parsed, context)) with
        {
            SeedOnly = true,
            Partial = parsed.GetValue(_partial),
        };
        var arguments = await ArgumentList.CollectAsync(
            context, parsed.GetValue(_things) ?? [], parsed.GetValue(_filesFrom), "a TORRENT or PATH", cancellationToken);
        var source = new SeedSource(context, output, new ContentNaming(context, settings.StateDirectory), parsed.GetValue(_data), settings.Trackers);
        var (items, failed) = await TransferItems.LoadAsync(
            arguments, output, async (argument, token) => new TransferRequest.Known(await source.LoadAsync(argument, token)), cancellationToken);
        using var logging = globals.OpenLogging(parsed, context);
        return await new TransferRun(context, output, settings, logging).RunAsync(items, failed, cancellationToken);
    }
}
