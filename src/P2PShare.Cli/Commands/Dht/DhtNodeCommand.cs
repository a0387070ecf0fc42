using System.CommandLine;
using P2PShare.Cli.DhtNodes;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Dht;

namespace P2PShare.Cli.Commands.Dht;

/// <summary><c>dht node</c>: runs a node until a signal comes.</summary>
internal sealed class DhtNodeCommand : Command, IHasExamples
{
    private static readonly TimeSpan StatusPause = TimeSpan.FromMinutes(1);

    private readonly DhtSettings _settings = new();

    public DhtNodeCommand(CommandContext context, GlobalOptions globals)
        : base("node", "Run a node, by which others can join.")
    {
        foreach (var option in (Option[])[_settings.Bind, _settings.Port, _settings.Bootstrap])
        {
            Options.Add(option);
        }

        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
        ["p2pshare dht node --port 6881 --dht-bootstrap none", "p2pshare dht node --bind 192.0.2.7 --port 6881"];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var directory = globals.StateDirectoryOf(parsed, context);
        await using var session = DhtSession.Open(parsed, _settings, context, isReadOnly: false, await DhtStateFile.LoadAsync(directory, cancellationToken));
        foreach (var endPoint in session.EndPoints)
        {
            output.Data($"listening {endPoint}");
            output.Document(new ListeningEvent(TorrentDocuments.Moment(context.Time.GetUtcNow()), endPoint.Address.ToString(), endPoint.Port) { Protocol = "udp" });
        }

        output.Say("Ctrl-C ends it");
        await TellAsync(session.Node, directory, context, output, cancellationToken);
        output.Say("the node ends");
        return ExitCode.Done;
    }

    private static async Task TellAsync(DhtNode node, string directory, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        try
        {
            await node.Ready.WaitAsync(cancellationToken);
            while (true)
            {
                Tell(node.Snapshot(), context, output);
                await Task.Delay(StatusPause, context.Time, cancellationToken);
                DhtStateFile.Save(directory, node.Save());
            }
        }
        catch (OperationCanceledException)
        {
            // A signal: what is known now is kept.
            DhtStateFile.Save(directory, node.Save());
        }
    }

    private static void Tell(DhtSnapshot snapshot, CommandContext context, CommandOutput output)
    {
        var nodes = snapshot.IPv4Nodes + snapshot.IPv6Nodes;
        output.Say($"nodes {nodes}, torrents {snapshot.Torrents}, peers {snapshot.Peers}, items {snapshot.Items}");
        output.Document(new DhtStatusEvent(TorrentDocuments.Moment(context.Time.GetUtcNow()))
        {
            Joined = snapshot.HasJoined,
            Nodes = nodes,
            Torrents = snapshot.Torrents,
            Peers = snapshot.Peers,
            Items = snapshot.Items,
            QueriesAnswered = snapshot.QueriesAnswered,
            ExternalAddress = (snapshot.ExternalIPv4 ?? snapshot.ExternalIPv6)?.ToString(),
        });
    }
}
