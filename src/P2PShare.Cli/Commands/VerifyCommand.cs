using System.CommandLine;
using Microsoft.Extensions.Logging;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Views;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Commands;

/// <summary><c>verify</c>: checks content against its torrent, file by file.</summary>
internal sealed class VerifyCommand : Command, IHasExamples
{
    private readonly Argument<string[]> _torrent = TorrentArgument.Several("TORRENT", "The torrent: a .torrent file, an http(s) URL, or - for standard input. With --data or a list there may be several.");
    private readonly Argument<string?> _content = new("PATH")
    {
        Description = "The folder that holds the content, or the content itself (default: the current folder).",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<string?> _data = OptionOf.Text("PATH", "Where the content of all the torrents is.", "--data");
    private readonly ListOptions _list = new();
    private readonly Option<bool> _repair = OptionOf.Flag("Fetch what is wrong or missing from peers.", "--repair");
    private readonly Option<TimeSpan?> _timeout = OptionOf.Duration("Give up the repair when it is not complete after this long.", "--timeout");
    private readonly Option<TimeSpan?> _stallTimeout = OptionOf.Duration("Give up the repair when nothing came for this long.", "--stall-timeout");
    private readonly PeerOptions _peers = new();

    public VerifyCommand(CommandContext context, GlobalOptions globals)
        : base("verify", "Check content against a torrent, file by file.")
    {
        Arguments.Add(_torrent);
        Arguments.Add(_content);
        foreach (var option in (Option[])[_data, _repair, _timeout, _stallTimeout])
        {
            Options.Add(option);
        }

        _peers.AddTo(this);
        _list.AddTo(this);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "p2pshare verify holiday.torrent Pictures",
        "p2pshare verify holiday.torrent Pictures --repair",
        "p2pshare verify *.torrent --data /srv/share",
        "p2pshare verify --json holiday.torrent | jq '.files[] | select(.status != \"ok\")'",
    ];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var settings = SettingsOf(parsed, globals.StateDirectoryOf(parsed, context));
        var (typed, content) = Split(parsed);
        var arguments = await _list.CollectAsync(context, parsed, typed, "a TORRENT", cancellationToken);
        using var logging = globals.OpenLogging(parsed, context);
        return await Each.RunAsync(arguments, output, async (argument, token) =>
        {
            var item = await LocateAsync(argument, content, context, settings.StateDirectory, token);
            var (report, code) = await CheckAsync(item, parsed.GetValue(_repair) ? settings : null, context, output, logging, token);
            var lines = VerifyTable.Lines(report, output.Style.Verbosity > 0);
            output.DataLines(arguments.Count > 1 ? [$"{argument}:", .. lines] : lines);
            return new EachResult(Document(report) with { Torrent = arguments.Count > 1 ? argument : null }, code);
        }, cancellationToken);
    }

    /// <summary>The torrents that were typed and where their content is. A second argument is a PATH, unless that is said otherwise.</summary>
    private (IReadOnlyList<string> Torrents, string Content) Split(ParseResult parsed) => (parsed.GetValue(_torrent) ?? [], parsed.GetValue(_data)) switch
    {
        ([], _) when !_list.IsGiven(parsed) => throw new CommandException(UserError.Usage("`p2pshare verify` needs a TORRENT", "`p2pshare verify --help` shows what there is.")),
        (var torrents, { } data) => (torrents, data),
        (var torrents, null) when _list.IsGiven(parsed) => (torrents, "."),
        ([var torrent, var path], null) => ([torrent], path),
        ({ Length: > 2 }, null) => throw new CommandException(UserError.Usage("`p2pshare verify` takes one TORRENT and its PATH", "For several torrents, `--data PATH` says where their content is.")),
        var (torrents, _) => (torrents, "."),
    };

    private static async Task<TransferItem> LocateAsync(string argument, string content, CommandContext context, string stateDirectory, CancellationToken cancellationToken)
    {
        var metainfo = (await new TorrentLoader(context).LoadFileAsync(argument, cancellationToken)).Metainfo;
        var path = context.FullPath(content);
        if (!Path.Exists(path))
        {
            throw new CommandException(UserError.PathMissing(content, NearName.Hint(context, content)));
        }

        (var directory, metainfo) = new ContentNaming(context, stateDirectory).Locate(metainfo, path);
        return new TransferItem(argument, metainfo, directory);
    }

    /// <summary>Checks the content, and where it is not as it should be repairs it, if settings say how.</summary>
    private static async Task<(VerifyReport Report, ExitCode Code)> CheckAsync(
        TransferItem item, TransferSettings? repair, CommandContext context, CommandOutput output, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        var report = await LookAsync(item, context, output, cancellationToken);
        var repaired = ExitCode.Done;
        if (!report.Ok && repair is not null && report.HasOriginalNames)
        {
            // What is got is written under safe names: all of it would come again, beside what is here.
            output.Warn("not repaired: the content lies under its maker's own names, under which nothing is written; `p2pshare get` gets it anew under names that every system can store");
        }
        else if (!report.Ok && repair is not null)
        {
            foreach (var line in VerifyTable.Lines(report, all: false))
            {
                output.Say(line);
            }

            repaired = await RepairAsync(item, repair, context, output, logging, cancellationToken);

            // What was asked for is looked at again, and not inferred; a signal ends the fetching and not this.
            report = await LookAsync(item, context, output, CancellationToken.None);
        }

        return (report, report.Ok ? ExitCode.Done : repaired == ExitCode.Done ? ExitCode.Mismatch : repaired);
    }

    private TransferSettings SettingsOf(ParseResult parsed, string stateDirectory) => _peers.Bind(parsed, stateDirectory) with
    {
        CheckAll = true,
        Stop = new StopConditions { WhenComplete = true, Timeout = parsed.GetValue(_timeout), StallTimeout = parsed.GetValue(_stallTimeout) },
    };

    /// <summary>Gets what is not as it should be, and gives nothing away but meanwhile. Standard output is left to the report.</summary>
    private static Task<ExitCode> RepairAsync(
        TransferItem item, TransferSettings settings, CommandContext context, CommandOutput output, ILoggerFactory logging, CancellationToken cancellationToken)
    {
        var talk = new CommandOutput(context, output.Style with { Json = true });
        var run = new TransferRun(context, talk, settings, logging) { View = new TextTransferView(context, talk) };
        return run.RunAsync([new TransferRequest.Known(item)], [], cancellationToken);
    }

    private static async Task<VerifyReport> LookAsync(TransferItem item, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        await using var progress = new HashProgressView(context, output, $"checking {item.Name}");
        return await new ContentVerifier(context.Services.Files()).VerifyAsync(item.Metainfo, item.ContentDirectory, progress, cancellationToken);
    }

    private static VerifyDocument Document(VerifyReport report) => new(
        report.Ok,
        report.TotalLength,
        report.ValidLength,
        report.PieceCount,
        report.ValidPieces,
        [.. report.Files.Select(file => new VerifiedFileDocument(file.Path, file.Length, file.Status, file.ValidLength))]);
}
