using System.CommandLine;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Commands.Dht;

/// <summary><c>dht</c>: the network in which peers find each other with no server.</summary>
internal sealed class DhtCommand : Command, IHasExamples
{
    public DhtCommand(CommandContext context, GlobalOptions globals)
        : base("dht", "Ask the DHT, or run a node of it.")
    {
        Subcommands.Add(new DhtNodeCommand(context, globals));
        Subcommands.Add(new DhtPeersCommand(context, globals));
        Subcommands.Add(new DhtPingCommand(context, globals));
        Subcommands.Add(new DhtPutCommand(context, globals));
        Subcommands.Add(new DhtGetCommand(context, globals));
        Subcommands.Add(new DhtScrapeCommand(context, globals));
    }

    public IReadOnlyList<string> Examples { get; } =
        ["p2pshare dht node --port 6881", "p2pshare dht peers c12fe1c06bba254a9dc9f519b335aa7c1367a88a"];
}
