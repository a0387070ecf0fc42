using System.CommandLine;
using P2PShare.Cli.DhtNodes;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Commands.Dht;

/// <summary><c>dht peers</c>: the peers of a torrent.</summary>
internal sealed class DhtPeersCommand : Command, IHasExamples
{
    private readonly Argument<string> _hash = HashArgument.Create();
    private readonly DhtSettings _settings = new();

    public DhtPeersCommand(CommandContext context, GlobalOptions globals)
        : base("peers", "Look up the peers of a torrent.")
    {
        Arguments.Add(_hash);
        DhtQuery.AddOptions(this, _settings);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals.OpenOutput(parsed, context), cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } = ["p2pshare dht peers c12fe1c06bba254a9dc9f519b335aa7c1367a88a", "p2pshare dht peers holiday.torrent --dht-bootstrap 192.0.2.7:6881"];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var hash = await HashArgument.ReadAsync(parsed.GetRequiredValue(_hash), context, cancellationToken);
        return await DhtQuery.RunAsync(parsed, _settings, context, async (node, token) =>
        {
            var began = context.Time.GetTimestamp();
            var peers = new List<string>();
            await foreach (var peer in node.FindPeersAsync(hash, token))
            {
                peers.Add(peer.ToString());
                output.Data(peer.ToString());
            }

            if (peers.Count == 0)
            {
                throw new CommandException(NothingFound.Of($"no peers of `{hash}` were found", node.Snapshot().HasJoined));
            }

            output.Document(new DhtPeersDocument(hash.ToString(), peers, context.Time.GetElapsedTime(began).TotalSeconds));
            return ExitCode.Done;
        }, cancellationToken);
    }
}
