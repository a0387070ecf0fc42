using System.CommandLine;
using System.Globalization;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Views;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Storage;
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

    public VerifyCommand(CommandContext context, GlobalOptions globals)
        : base("verify", "Check content against a torrent, file by file.")
    {
        Arguments.Add(_torrent);
        Arguments.Add(_content);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(
            parsed.GetRequiredValue(_torrent), parsed.GetRequiredValue(_content), context, globals.OpenOutput(parsed, context), cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
        ["p2pshare verify holiday.torrent Pictures", "p2pshare verify --json holiday.torrent | jq '.files[] | select(.status != \"ok\")'"];

    private static async Task<ExitCode> RunAsync(
        string torrent, string content, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var metainfo = (await new TorrentLoader(context).LoadFileAsync(torrent, cancellationToken)).Metainfo;
        var path = context.FullPath(content);
        if (!Path.Exists(path))
        {
            throw new CommandException(UserError.PathMissing(content));
        }

        var report = await CheckAsync(metainfo, ContentLocation.Of(metainfo, path), context, output, cancellationToken);
        output.Document(Document(report));
        output.DataLines(Lines(report, output.Style.Verbosity > 0));
        return report.Ok ? ExitCode.Done : ExitCode.Mismatch;
    }

    private static async Task<VerifyReport> CheckAsync(
        TorrentMetainfo metainfo, string directory, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        await using var progress = new HashProgressView(context, output, $"checking {metainfo.Name}");
        return await new ContentVerifier(context.Services.Files()).VerifyAsync(metainfo, directory, progress, cancellationToken);
    }

    private static IEnumerable<string> Lines(VerifyReport report, bool all)
    {
        foreach (var file in report.Files.Where(file => all || file.Status != VerifiedFileStatus.Ok))
        {
            var valid = file.Status is VerifiedFileStatus.Ok or VerifiedFileStatus.Missing ? "" : $" ({Units.Size(file.ValidLength)} of {Units.Size(file.Length)} match)";
            yield return $"{file.Status.ToString().ToLowerInvariant(),-10}  {file.Path}{valid}";
        }

        yield return string.Create(
            CultureInfo.InvariantCulture,
            $"{(report.Ok ? "ok" : "not ok")}: {report.ValidPieces} of {Words.Count(report.PieceCount, "piece")} match, {Units.Size(report.ValidLength)} of {Units.Size(report.TotalLength)} in {Words.Count(report.Files.Count, "file")}");
    }

    private static VerifyDocument Document(VerifyReport report) => new(
        report.Ok,
        report.TotalLength,
        report.ValidLength,
        report.PieceCount,
        report.ValidPieces,
        [.. report.Files.Select(file => new VerifiedFileDocument(file.Path, file.Length, file.Status, file.ValidLength))]);
}
