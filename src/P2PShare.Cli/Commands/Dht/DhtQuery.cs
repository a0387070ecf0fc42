using System.CommandLine;
using P2PShare.Cli.DhtNodes;
using P2PShare.Dht;

namespace P2PShare.Cli.Commands.Dht;

/// <summary>What the commands that ask the DHT once have in common: a node that only asks, a time limit, and an end.</summary>
internal static class DhtQuery
{
    /// <summary>Runs one question.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="settings">Its options of the DHT.</param>
    /// <param name="context">The world.</param>
    /// <param name="ask">Asks; its token ends with the time limit, too.</param>
    /// <param name="cancellationToken">The signal.</param>
    public static async Task<ExitCode> RunAsync(
        ParseResult parsed, DhtSettings settings, CommandContext context, Func<DhtNode, CancellationToken, Task<ExitCode>> ask, CancellationToken cancellationToken)
    {
        await using var session = DhtSession.Open(parsed, settings, context, isReadOnly: true);
        using var limit = new CancellationTokenSource(parsed.GetValue(settings.Timeout) ?? Timeout.InfiniteTimeSpan, context.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var code = await ask(session.Node, either.Token);
        cancellationToken.ThrowIfCancellationRequested();
        return code;
    }

    /// <summary>Puts the options on a command.</summary>
    public static void AddOptions(Command command, DhtSettings settings)
    {
        foreach (var option in (Option[])[settings.Bootstrap, settings.Timeout, settings.Bind, settings.Port])
        {
            command.Options.Add(option);
        }
    }
}
