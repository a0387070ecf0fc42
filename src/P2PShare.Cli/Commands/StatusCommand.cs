using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Views;

namespace P2PShare.Cli.Commands;

/// <summary><c>status</c>: how running torrents are.</summary>
internal sealed class StatusCommand(CommandContext context, GlobalOptions globals)
    : RunningCommand(ControlVerb.Status, "status", "Show how running torrents are.", context, globals), IHasExamples
{
    public IReadOnlyList<string> Examples { get; } = ["p2pshare status", "p2pshare status --json | jq '.[] | select(.state != \"seeding\") | .name'"];

    protected override IEnumerable<object> Documents(ControlAnswer answer) => answer.Status ?? [];

    protected override IEnumerable<string> Lines(ControlAnswer answer) => (answer.Status ?? []).SelectMany(RunningText.Status);
}
