using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Views;

namespace P2PShare.Cli.Commands;

/// <summary><c>resume</c>: paused torrents go on.</summary>
internal sealed class ResumeCommand(CommandContext context, GlobalOptions globals)
    : RunningCommand(ControlVerb.Resume, "resume", "Let paused torrents go on.", context, globals), IHasExamples
{
    public IReadOnlyList<string> Examples { get; } = ["p2pshare resume", "p2pshare resume holiday"];

    protected override IEnumerable<string> Lines(ControlAnswer answer) => (answer.Torrents ?? []).Select(static torrent => RunningText.Done(torrent, "goes on"));
}
