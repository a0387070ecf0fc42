using System.CommandLine;
using P2PShare.Cli.Batches;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Transfers;

namespace P2PShare.Cli.Commands;

/// <summary><c>seed</c>: gives content that is already here, by its torrent or by its path alone.</summary>
internal sealed class SeedCommand : Command, IHasExamples, IBatchable
{
    private readonly TransferOptions _transfer = new();
    private readonly Argument<string[]> _things = TorrentArgument.Several("TORRENT|PATH", "Each is a torrent whose content is here (a .torrent file, an http(s) URL, or - for standard input), or a file or folder, which is hashed and shared at once.");
    private readonly ListOptions _list = new();
    private readonly Option<string?> _data = OptionOf.Text("PATH", "Where the content is: the folder that holds it, or the content itself (default: the current folder).", "--data");
    private readonly Option<bool> _partial = OptionOf.Flag("Share what is there, even if some of it is missing.", "--partial");

    public SeedCommand(CommandContext context, GlobalOptions globals)
        : base("seed", "Seed content that is already here.")
    {
        Arguments.Add(_things);
        Options.Add(_data);
        Options.Add(_partial);
        _transfer.AddTo(this);
        _list.AddTo(this);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public string? Remark => TransferOptions.Remark;

    public IReadOnlyList<string> Examples { get; } =
    [
        "p2pshare seed holiday/",
        "p2pshare seed holiday.torrent --data Pictures",
        "p2pshare seed *.torrent --data /srv/share --seed-time 8h -u 2MiB",
    ];

    public IReadOnlyList<Option> OfRun => _transfer.OfRun;

    public IReadOnlyList<Option> Unfit => [];

    public async Task<IReadOnlyList<BatchTask>> PlanAsync(ParseResult parsed, BatchSetting setting, CancellationToken cancellationToken)
    {
        var settings = Bind(parsed, setting.StateDirectory);
        var arguments = await _list.CollectAsync(setting.Context, parsed, parsed.GetValue(_things), "a TORRENT or PATH", cancellationToken);
        var source = new SeedSource(setting.Context, setting.Output, new ContentNaming(setting.Context, settings.StateDirectory), parsed.GetValue(_data), settings.Trackers);
        return [.. arguments.Select(argument => BatchTask.Transfer(
            Name, argument, async token => new TransferRequest.Known(await source.LoadAsync(argument, token) with { Settings = settings })))];
    }

    private TransferSettings Bind(ParseResult parsed, string stateDirectory) => _transfer.Bind(parsed, stateDirectory) with
    {
        SeedOnly = true,
        Partial = parsed.GetValue(_partial),
    };

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var settings = Bind(parsed, globals.StateDirectoryOf(parsed, context));
        var arguments = await _list.CollectAsync(context, parsed, parsed.GetValue(_things), "a TORRENT or PATH", cancellationToken);
        var source = new SeedSource(context, output, new ContentNaming(context, settings.StateDirectory), parsed.GetValue(_data), settings.Trackers);
        var (items, failed) = await TransferItems.LoadAsync(
            arguments, output, async (argument, token) => new TransferRequest.Known(await source.LoadAsync(argument, token)), cancellationToken);
        using var logging = globals.OpenLogging(parsed, context);
        return await new TransferRun(context, output, settings, logging).RunAsync(items, failed, cancellationToken);
    }
}
