using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Views;

namespace P2PShare.Cli.Commands;

/// <summary><c>why</c>: what holds torrents up now.</summary>
internal sealed class WhyCommand(CommandContext context, GlobalOptions globals)
    : RunningCommand(ControlVerb.Why, "why", "Say what holds running torrents up now, with the number that shows it.", context, globals), IHasExamples
{
    public IReadOnlyList<string> Examples { get; } = ["p2pshare why", "p2pshare why holiday", "p2pshare why c12fe1 --json | jq '.[0].why'"];

    protected override IEnumerable<object> Documents(ControlAnswer answer) => answer.Why ?? [];

    protected override IEnumerable<string> Lines(ControlAnswer answer) => (answer.Why ?? []).SelectMany(RunningText.Why);
}
