using System.CommandLine;
using P2PShare.Cli.Control;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Commands;

/// <summary>What the commands have in common that ask processes which run already: whom they ask, for which torrents, and what they print.</summary>
internal abstract class RunningCommand : Command
{
    private readonly Argument<string[]> _torrents = new("TORRENT")
    {
        Description = "Each is an info-hash or the first 6 digits or more of it, a name, a .torrent file or a magnet link (default: all), in any p2pshare process that runs with this state folder. Exit code 3 where none does, or none has it.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    private readonly ControlVerb _verb;

    protected RunningCommand(ControlVerb verb, string name, string description, CommandContext context, GlobalOptions globals)
        : base(name, description)
    {
        _verb = verb;
        Arguments.Add(_torrents);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    /// <summary>What is asked, torrents left out.</summary>
    /// <exception cref="CommandException">The options make no sense.</exception>
    protected virtual ControlRequest Bind(ParseResult parsed) => new(_verb);

    /// <summary>What one process answered, as documents.</summary>
    protected virtual IEnumerable<object> Documents(ControlAnswer answer) => answer.Torrents ?? [];

    /// <summary>What one process answered, as lines for people.</summary>
    protected abstract IEnumerable<string> Lines(ControlAnswer answer);

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var request = Bind(parsed);
        var folder = globals.StateDirectoryOf(parsed, context);
        var client = new ControlClient(folder);
        var (answers, codes) = parsed.GetValue(_torrents) is { Length: > 0 } torrents
            ? await AskAsync(torrents, request, client, folder, context, output, cancellationToken)
            : (await client.AskAllAsync(request, cancellationToken), []);
        if (answers.Count == 0 && codes.Count == 0)
        {
            throw new CommandException(UserError.NothingRuns(folder));
        }

        var documents = new DocumentList(output);
        foreach (var document in answers.SelectMany(answer => Documents(answer.Answer)))
        {
            documents.Add(document);
        }

        documents.End();
        output.DataLines(answers.SelectMany(answer => Lines(answer.Answer)));
        return ExitCodes.Combine([.. codes, .. answers.Select(static _ => ExitCode.Done)]);
    }

    /// <summary>Asks those that have certain torrents, each for its own; a code for each torrent that nobody has.</summary>
    private static async Task<(IReadOnlyList<(int ProcessId, ControlAnswer Answer)> Answers, IReadOnlyList<ExitCode> Codes)> AskAsync(
        string[] torrents, ControlRequest request, ControlClient client, string folder, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var listed = await client.AskAllAsync(new ControlRequest(ControlVerb.List), cancellationToken);
        if (listed.Count == 0)
        {
            throw new CommandException(UserError.NothingRuns(folder));
        }

        var choice = new TorrentChoice(context, [.. listed.SelectMany(static process => process.Answer.Torrents ?? [])]);
        var (chosen, codes) = (new HashSet<RunningDocument>(), new List<ExitCode>());
        foreach (var torrent in torrents)
        {
            try
            {
                chosen.UnionWith(await choice.FindAsync(torrent, cancellationToken));
            }
            catch (CommandException exception) when (torrents.Length > 1)
            {
                output.Tell(exception.Error);
                codes.Add(exception.Error.Code);
            }
        }

        var answers = new List<(int ProcessId, ControlAnswer Answer)>();
        foreach (var process in chosen.GroupBy(static torrent => torrent.Pid))
        {
            var own = request with { Torrents = [.. process.Select(static torrent => torrent.InfoHash)] };
            if (await client.AskAsync(process.Key, own, cancellationToken) is { } answer)
            {
                answers.Add((process.Key, answer));
            }
        }

        return (answers, codes);
    }
}
