using System.CommandLine;
using Microsoft.Extensions.Logging;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Views;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Commands;

/// <summary><c>verify</c>: checks content against its torrent, file by file.</summary>
internal sealed class VerifyCommand : Command, IHasExamples
{
    private readonly Argument<string> _torrent = TorrentArgument.OneWhole();
    private readonly Argument<string> _content = new("PATH")
    {
        Description = "The folder that holds the content, or the content itself.",
        DefaultValueFactory = static _ => ".",
    };

    private readonly Option<bool> _repair = OptionOf.Flag("Fetch what is wrong or missing from peers.", "--repair");
    private readonly Option<TimeSpan?> _timeout = OptionOf.Duration("Give up the repair when it is not complete after this long.", "--timeout");
    private readonly Option<TimeSpan?> _stallTimeout = OptionOf.Duration("Give up the repair when nothing came for this long.", "--stall-timeout");
    private readonly PeerOptions _peers = new();

    public VerifyCommand(CommandContext context, GlobalOptions globals)
        : base("verify", "Check content against a torrent, file by file.")
    {
        Arguments.Add(_torrent);
        Arguments.Add(_content);
        foreach (var option in (Option[])[_repair, _timeout, _stallTimeout])
        {
            Options.Add(option);
        }

        _peers.AddTo(this);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "p2pshare verify holiday.torrent Pictures",
        "p2pshare verify holiday.torrent Pictures --repair",
        "p2pshare verify --json holiday.torrent | jq '.files[] | select(.status != \"ok\")'",
    ];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var settings = SettingsOf(parsed, globals.StateDirectoryOf(parsed, context));
        var argument = parsed.GetRequiredValue(_torrent);
        var content = parsed.GetRequiredValue(_content);
        var metainfo = (await new TorrentLoader(context).LoadFileAsync(argument, cancellationToken)).Metainfo;
        var path = context.FullPath(content);
        if (!Path.Exists(path))
        {
            throw new CommandException(UserError.PathMissing(content, NearName.Hint(context, content)));
        }

        (var directory, metainfo) = new ContentNaming(context, settings.StateDirectory).Locate(metainfo, path);
        var item = new TransferItem(argument, metainfo, directory);
        var report = await CheckAsync(metainfo, item.ContentDirectory, context, output, cancellationToken);
        var repair = ExitCode.Done;
        if (!report.Ok && parsed.GetValue(_repair) && report.HasOriginalNames)
        {
            // What is got is written under safe names: all of it would come again, beside what is here.
            output.Warn("not repaired: the content lies under its maker's own names, under which nothing is written; `p2pshare get` gets it anew under names that every system can store");
        }
        else if (!report.Ok && parsed.GetValue(_repair))
        {
            foreach (var line in VerifyTable.Lines(report, all: false))
            {
                output.Say(line);
            }

            using var logging = globals.OpenLogging(parsed, context);
            repair = await RepairAsync(item, settings, context, output, logging, cancellationToken);

            // What was asked for is looked at again, and not inferred; a signal ends the fetching and not this.
            report = await CheckAsync(metainfo, item.ContentDirectory, context, output, CancellationToken.None);
        }

        output.Document(Document(report));
        output.DataLines(VerifyTable.Lines(report, output.Style.Verbosity > 0));
        return report.Ok ? ExitCode.Done : repair == ExitCode.Done ? ExitCode.Mismatch : repair;
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

    private static async Task<VerifyReport> CheckAsync(
        TorrentMetainfo metainfo, string directory, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        await using var progress = new HashProgressView(context, output, $"checking {metainfo.Name}");
        return await new ContentVerifier(context.Services.Files()).VerifyAsync(metainfo, directory, progress, cancellationToken);
    }

    private static VerifyDocument Document(VerifyReport report) => new(
        report.Ok,
        report.TotalLength,
        report.ValidLength,
        report.PieceCount,
        report.ValidPieces,
        [.. report.Files.Select(file => new VerifiedFileDocument(file.Path, file.Length, file.Status, file.ValidLength))]);
}
