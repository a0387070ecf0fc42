using System.CommandLine;
using P2PShare.Cli.Batches;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Views;

namespace P2PShare.Cli.Commands;

/// <summary><c>get</c>: downloads torrents, then seeds them until told otherwise.</summary>
internal sealed class GetCommand : Command, IHasExamples, IBatchable
{
    private readonly GetOptions _get = new();
    private readonly Argument<string[]> _torrents = TorrentArgument.Several();
    private readonly ListOptions _arguments = new();
    private readonly Option<bool> _list = OptionOf.Flag("List the files and their numbers, and get nothing.", "--list");

    public GetCommand(CommandContext context, GlobalOptions globals)
        : base("get", "Download torrents, then seed until told otherwise.")
    {
        Arguments.Add(_torrents);
        Options.Add(_list);
        _get.AddTo(this);
        _arguments.AddTo(this);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public string? Remark => TransferOptions.Remark;

    public IReadOnlyList<string> Examples { get; } =
    [
        "p2pshare get holiday.torrent -o Pictures",
        "p2pshare get 'magnet:?xt=urn:btih:…'",
        "p2pshare get holiday.torrent --no-seed --stall-timeout 10m",
        "p2pshare get holiday.torrent --select '*.jpg' --seed-ratio 2 -u 500KiB",
    ];

    public IReadOnlyList<Option> OfRun => _get.OfRun;

    public IReadOnlyList<Option> Unfit => [_list];

    public async Task<IReadOnlyList<BatchTask>> PlanAsync(ParseResult parsed, BatchSetting setting, CancellationToken cancellationToken)
    {
        var settings = _get.Bind(parsed, setting.Context, setting.StateDirectory);
        var arguments = await _arguments.CollectAsync(setting.Context, parsed, parsed.GetValue(_torrents), "a TORRENT", cancellationToken);
        var loader = new TorrentLoader(setting.Context);
        return [.. arguments.Select(argument => BatchTask.Transfer(
            Name, argument, async token => _get.ToRequest(parsed, setting.Context, await loader.LoadAsync(argument, token), setting.StateDirectory, settings)))];
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var settings = _get.Bind(parsed, context, globals.StateDirectoryOf(parsed, context));
        var arguments = await _arguments.CollectAsync(context, parsed, parsed.GetValue(_torrents), "a TORRENT", cancellationToken);
        var loader = new TorrentLoader(context);
        using var logging = globals.OpenLogging(parsed, context);
        if (parsed.GetValue(_list))
        {
            var reader = new TorrentReader(context, loader, settings, logging, output.Warn);
            return await Each.RunAsync(arguments, output, (argument, token) => ListAsync(argument, reader, output, token), cancellationToken);
        }

        var (items, failed) = await TransferItems.LoadAsync(
            arguments, output, async (argument, token) => _get.ToRequest(parsed, context, await loader.LoadAsync(argument, token), settings.StateDirectory), cancellationToken);
        return await new TransferRun(context, output, settings, logging).RunAsync(items, failed, cancellationToken);
    }

    private static async Task<object> ListAsync(string argument, TorrentReader reader, CommandOutput output, CancellationToken cancellationToken)
    {
        var metainfo = await reader.ReadAsync(argument, cancellationToken);
        output.DataLines([metainfo.Name, .. TorrentText.Files(metainfo)]);
        return TorrentDocuments.Shown(metainfo);
    }
}
