using System.CommandLine;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Watching;

namespace P2PShare.Cli.Commands;

/// <summary><c>watch</c>: gets and seeds torrents that appear in a folder, until a signal comes.</summary>
internal sealed class WatchCommand : Command, IHasExamples
{
    private readonly GetOptions _get = new();
    private readonly Argument<string> _folder = new("DIR") { Description = "The folder in which torrents (*.torrent) and links (*.magnet, one a file) appear." };

    public WatchCommand(CommandContext context, GlobalOptions globals)
        : base("watch", "Get and seed torrents that appear in a folder.")
    {
        Arguments.Add(_folder);
        _get.AddTo(this);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
        ["p2pshare watch Incoming -o Downloads", "p2pshare watch Incoming -o Downloads --seed-ratio 2 --stall-timeout 1d --on-complete './tell-me.sh'"];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var settings = _get.Bind(parsed, context, globals.StateDirectoryOf(parsed, context));
        var path = parsed.GetRequiredValue(_folder);
        if (!Directory.Exists(context.FullPath(path)))
        {
            throw new CommandException(UserError.PathMissing(path));
        }

        // What is complete and has gone since is not got again behind the user's back.
        var seeding = settings with { SeedOnly = true };
        var watch = new WatchRun(
            context,
            output,
            new WatchFolder(Path.TrimEndingDirectorySeparator(context.FullPath(path)), context.Time),
            (input, isDone) => _get.ToRequest(parsed, context, input, settings.StateDirectory, isDone ? seeding : null),
            seedsDone: !settings.Stop.WhenComplete);
        output.Say($"watching {context.FullPath(path)}");
        using var logging = globals.OpenLogging(parsed, context);
        await new TransferRun(context, output, settings, logging).RunAsync(watch.FeedAsync, cancellationToken);
        return watch.IsInterrupted ? ExitCode.Interrupted : ExitCode.Done;
    }
}
