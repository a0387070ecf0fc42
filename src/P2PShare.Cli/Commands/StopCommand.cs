using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Views;

namespace P2PShare.Cli.Commands;

/// <summary><c>stop</c>: running torrents end in order; without any named, their processes do.</summary>
internal sealed class StopCommand(CommandContext context, GlobalOptions globals)
    : RunningCommand(ControlVerb.Stop, "stop", "End running torrents in order, as Ctrl-C does; without TORRENT the processes.", context, globals), IHasExamples
{
    public IReadOnlyList<string> Examples { get; } = ["p2pshare stop", "p2pshare stop holiday"];

    protected override IEnumerable<string> Lines(ControlAnswer answer) => (answer.Torrents ?? []).Select(static torrent => RunningText.Done(torrent, "stops"));
}
