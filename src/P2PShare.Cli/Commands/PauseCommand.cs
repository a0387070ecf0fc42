using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Views;

namespace P2PShare.Cli.Commands;

/// <summary><c>pause</c>: running torrents leave their swarms until they are told to go on.</summary>
internal sealed class PauseCommand(CommandContext context, GlobalOptions globals)
    : RunningCommand(ControlVerb.Pause, "pause", "Pause running torrents: they leave their peers and keep what they have.", context, globals), IHasExamples
{
    public IReadOnlyList<string> Examples { get; } = ["p2pshare pause", "p2pshare pause holiday.torrent"];

    protected override IEnumerable<string> Lines(ControlAnswer answer) => (answer.Torrents ?? []).Select(static torrent => RunningText.Done(torrent, "paused"));
}
