using System.CommandLine;
using System.Net;
using P2PShare.Cli.DhtNodes;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Commands.Dht;

/// <summary><c>dht ping</c>: whether a node answers.</summary>
internal sealed class DhtPingCommand : Command, IHasExamples
{
    private readonly Argument<string> _node = new("HOST:PORT") { Description = "The node." };
    private readonly DhtSettings _settings = new();

    public DhtPingCommand(CommandContext context, GlobalOptions globals)
        : base("ping", "Ask a node whether it is there.")
    {
        Arguments.Add(_node);
        foreach (var option in (Option[])[_settings.Timeout, _settings.Bind, _settings.Port])
        {
            Options.Add(option);
        }

        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals.OpenOutput(parsed, context), cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } = ["p2pshare dht ping 192.0.2.7:6881"];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var host = HostPort.Parse(parsed.GetRequiredValue(_node));
        return await DhtQuery.RunAsync(parsed, _settings, context, async (node, token) =>
        {
            foreach (var address in await new ContextNameResolver(context).ResolveAsync(host.Host, token))
            {
                var endPoint = new IPEndPoint(address, host.Port);
                if (await node.PingAsync(endPoint, token) is { } answer)
                {
                    output.Data($"{endPoint} answered in {answer.RoundTrip.TotalMilliseconds:0.0} ms, id {answer.Id}{(answer.IsSecure ? "" : " (not an id for its address)")}");
                    output.Document(new DhtPingDocument(endPoint.ToString(), answer.Id.ToString(), answer.RoundTrip.TotalSeconds, answer.IsSecure));
                    return ExitCode.Done;
                }
            }

            throw new CommandException(new UserError("no-answer", ExitCode.GaveUp, $"`{host}` does not answer"));
        }, cancellationToken);
    }
}
