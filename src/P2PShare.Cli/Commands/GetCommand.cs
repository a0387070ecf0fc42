using System.CommandLine;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Views;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Commands;

/// <summary><c>get</c>: downloads torrents, then seeds them until told otherwise.</summary>
internal sealed class GetCommand : Command, IHasExamples
{
    private readonly TransferOptions _transfer = new();
    private readonly Argument<string[]> _torrents = TorrentArgument.Several();
    private readonly Option<string?> _filesFrom = TorrentArgument.FilesFrom();
    private readonly Option<string?> _output = OptionOf.Text("DIR", "The folder for the content (default: the current one).", "--output", "-o");
    private readonly Option<string[]> _select = OptionOf.Texts("PATTERN|N,N-N", "Get only these files, by glob or by the numbers that --list prints.", "--select");
    private readonly Option<string[]> _priority = OptionOf.Texts("FILES=PRIORITY", "Get files, chosen as by --select, before the others with =high or after them with =low; the last one that names a file counts.", "--priority");
    private readonly Option<string[]> _rename = OptionOf.Texts("OLD=NEW", "Call the torrent's file or folder, or a path inside, otherwise here; remembered.", "--rename");
    private readonly Option<bool> _list = OptionOf.Flag("List the files and their numbers, and get nothing.", "--list");
    private readonly Option<bool> _sequential = OptionOf.Flag("Get pieces in their order.", "--sequential");
    private readonly Option<long?> _maxDownload = OptionOf.Rate("Download no faster, all torrents together.", "--max-download", "-d");
    private readonly Option<bool> _noSeed = OptionOf.Flag("Leave when done.", "--no-seed");
    private readonly Option<TimeSpan?> _timeout = OptionOf.Duration("Give up when it is not complete after this long.", "--timeout");
    private readonly Option<TimeSpan?> _stallTimeout = OptionOf.Duration("Give up when nothing came for this long.", "--stall-timeout");
    private readonly Option<string?> _onComplete = OptionOf.Text("COMMAND", "Run this for each torrent that is complete, without a shell; P2PSHARE_TORRENT_NAME, _PATH, … tell it which.", "--on-complete");
    private readonly Option<string?> _onError = OptionOf.Text("COMMAND", "Run this for each torrent that failed; also told _OUTCOME, _CODE and _ERROR.", "--on-error");

    public GetCommand(CommandContext context, GlobalOptions globals)
        : base("get", "Download torrents, then seed until told otherwise.")
    {
        Arguments.Add(_torrents);
        foreach (var option in (Option[])[_output, _select, _priority, _rename, _list, _sequential, _maxDownload, _noSeed, _timeout, _stallTimeout, _onComplete, _onError])
        {
            Options.Add(option);
        }

        _transfer.AddTo(this);
        Options.Add(_filesFrom);
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

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var settings = Bind(parsed, context, globals.StateDirectoryOf(parsed, context));
        var arguments = await ArgumentList.CollectAsync(
            context, parsed.GetValue(_torrents) ?? [], parsed.GetValue(_filesFrom), "a TORRENT", cancellationToken);
        var loader = new TorrentLoader(context);
        if (parsed.GetValue(_list))
        {
            using var quiet = globals.OpenLogging(parsed, context);
            var reader = new TorrentReader(context, loader, settings, quiet, output.Warn);
            return await Each.RunAsync(arguments, output, (argument, token) => ListAsync(argument, reader, output, token), cancellationToken);
        }

        var directory = context.FullPath(parsed.GetValue(_output) ?? ".");
        if (File.Exists(directory))
        {
            throw new CommandException(UserError.OutputIsFile(directory));
        }

        var selections = parsed.GetValue(_select) ?? [];
        var priorities = parsed.GetValue(_priority) ?? [];
        var renamings = parsed.GetValue(_rename) ?? [];
        var names = new ContentNaming(context, settings.StateDirectory);
        TransferItem ItemOf(string argument, TorrentMetainfo metainfo, IReadOnlySet<int>? files) => new(argument, names.In(directory, metainfo, renamings), directory)
        {
            SelectedFiles = files,
            Priorities = FileSelection.Priorities(metainfo, priorities),
        };
        var (items, failed) = await TransferItems.LoadAsync(arguments, output, async (argument, token) =>
        {
            return await loader.LoadAsync(argument, token) switch
            {
                TorrentInput.File file => new TransferRequest.Known(ItemOf(argument, file.Metainfo, FileSelection.Of(file.Metainfo, selections))),
                TorrentInput.Link { Magnet: var magnet } => (TransferRequest)new TransferRequest.Link(argument, magnet, metainfo =>
                    ItemOf(argument, metainfo, selections.Length > 0 ? FileSelection.Of(metainfo, selections) : FileSelection.Of(metainfo, magnet))),
                _ => throw new InvalidOperationException("There are two kinds of input."),
            };
        }, cancellationToken);
        using var logging = globals.OpenLogging(parsed, context);
        return await new TransferRun(context, output, settings, logging).RunAsync(items, failed, cancellationToken);
    }

    private TransferSettings Bind(ParseResult parsed, CommandContext context, string stateDirectory)
    {
        var settings = _transfer.Bind(parsed, stateDirectory);
        return settings with
        {
            Sequential = parsed.GetValue(_sequential),
            MaxDownloadRate = parsed.GetValue(_maxDownload) ?? 0,
            OnComplete = Hook.Parse(context, "--on-complete", parsed.GetValue(_onComplete)),
            OnError = Hook.Parse(context, "--on-error", parsed.GetValue(_onError)),
            Stop = settings.Stop with
            {
                WhenComplete = parsed.GetValue(_noSeed),
                Timeout = parsed.GetValue(_timeout),
                StallTimeout = parsed.GetValue(_stallTimeout),
            },
        };
    }

    private static async Task<object> ListAsync(string argument, TorrentReader reader, CommandOutput output, CancellationToken cancellationToken)
    {
        var metainfo = await reader.ReadAsync(argument, cancellationToken);
        output.DataLines([metainfo.Name, .. TorrentText.Files(metainfo)]);
        return TorrentDocuments.Shown(metainfo);
    }
}
