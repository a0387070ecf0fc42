using System.CommandLine;
using P2PShare.Cli.DhtNodes;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Commands.Dht;

/// <summary><c>dht scrape</c>: how many peers a torrent has, about.</summary>
internal sealed class DhtScrapeCommand : Command, IHasExamples
{
    private readonly Argument<string> _hash = HashArgument.Create();
    private readonly DhtSettings _settings = new();

    public DhtScrapeCommand(CommandContext context, GlobalOptions globals)
        : base("scrape", "Count the peers of a torrent, about.")
    {
        Arguments.Add(_hash);
        DhtQuery.AddOptions(this, _settings);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals.OpenOutput(parsed, context), cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } = ["p2pshare dht scrape c12fe1c06bba254a9dc9f519b335aa7c1367a88a"];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var hash = await HashArgument.ReadAsync(parsed.GetRequiredValue(_hash), context, cancellationToken);
        return await DhtQuery.RunAsync(parsed, _settings, context, async (node, token) =>
        {
            var outcome = await node.ScrapeAsync(hash, token);
            if (outcome.Answers == 0)
            {
                throw new CommandException(NothingFound.Of($"cannot count the peers of `{hash}`", node.Snapshot().HasJoined));
            }

            output.Data($"seeds {outcome.Seeds}, leeches {outcome.Leeches}");
            output.Document(new DhtScrapeDocument(hash.ToString(), outcome.Seeds, outcome.Leeches, outcome.Answers));
            return ExitCode.Done;
        }, cancellationToken);
    }
}
