using System.CommandLine;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Views;

namespace P2PShare.Cli.Commands;

/// <summary><c>limit</c>: changes how fast running torrents may be.</summary>
internal sealed class LimitCommand : RunningCommand, IHasExamples
{
    private readonly Option<long?> _download = OptionOf.RateOrNone("Download no faster; none lifts the limit.", "--download", "-d");
    private readonly Option<long?> _upload = OptionOf.RateOrNone("Upload no faster; none lifts the limit.", "--upload", "-u");

    public LimitCommand(CommandContext context, GlobalOptions globals)
        : base(ControlVerb.Limit, "limit", "Limit how fast running torrents are; without TORRENT all of a process together.", context, globals)
    {
        Options.Add(_download);
        Options.Add(_upload);
    }

    public IReadOnlyList<string> Examples { get; } = ["p2pshare limit -d 2MiB -u 500KiB", "p2pshare limit -u none", "p2pshare limit -d 100KiB holiday"];

    protected override ControlRequest Bind(ParseResult parsed)
    {
        var request = base.Bind(parsed) with { MaxDownloadRate = parsed.GetValue(_download), MaxUploadRate = parsed.GetValue(_upload) };
        return request is { MaxDownloadRate: null, MaxUploadRate: null }
            ? throw new CommandException(UserError.Usage("`limit` needs a rate", "Pass `-d RATE`, `-u RATE` or both; `none` lifts a limit."))
            : request;
    }

    protected override IEnumerable<object> Documents(ControlAnswer answer) => answer.Status ?? [];

    protected override IEnumerable<string> Lines(ControlAnswer answer) => (answer.Status ?? []).Select(RunningText.Limits);
}
