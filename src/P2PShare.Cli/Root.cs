using System.CommandLine;
using P2PShare.Cli.Commands;
using P2PShare.Cli.Commands.Dht;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli;

/// <summary>The command <c>p2pshare</c> itself: the list of the others, and a short help for who calls it alone.</summary>
internal sealed class Root : RootCommand
{
    private const string ShortHelp =
        """
        p2pshare shares folders of any size among friends over BitTorrent, with no server in the middle.

          p2pshare seed holiday/                    share a folder now, and print its link
          p2pshare create holiday/ -t http://HOST:6969/announce
                                                    write holiday.torrent for your friends
          p2pshare seed holiday.torrent             share what the torrent describes
          p2pshare get holiday.torrent -o Pictures  get it, and share it meanwhile
          p2pshare tracker                          run a tracker, so that friends find each other

        Also: show, verify, magnet, edit, dht, batch, watch, config, completions; and, of what
        runs: why, status, pause, resume, limit, stop. `p2pshare COMMAND --help` tells the rest.
        """;

    /// <summary>The commands in the order in which help lists them, and how each is made.</summary>
    private static readonly (string Name, Func<CommandContext, GlobalOptions, Command> Make)[] Commands =
    [
        ("create", static (context, globals) => new CreateCommand(context, globals)),
        ("get", static (context, globals) => new GetCommand(context, globals)),
        ("seed", static (context, globals) => new SeedCommand(context, globals)),
        ("show", static (context, globals) => new ShowCommand(context, globals)),
        ("verify", static (context, globals) => new VerifyCommand(context, globals)),
        ("magnet", static (context, globals) => new MagnetCommand(context, globals)),
        ("edit", static (context, globals) => new EditCommand(context, globals)),
        ("tracker", static (context, globals) => new TrackerCommand(context, globals)),
        ("dht", static (context, globals) => new DhtCommand(context, globals)),
        ("batch", static (context, globals) => new BatchCommand(context, globals)),
        ("watch", static (context, globals) => new WatchCommand(context, globals)),
        ("why", static (context, globals) => new WhyCommand(context, globals)),
        ("status", static (context, globals) => new StatusCommand(context, globals)),
        ("pause", static (context, globals) => new PauseCommand(context, globals)),
        ("resume", static (context, globals) => new ResumeCommand(context, globals)),
        ("limit", static (context, globals) => new LimitCommand(context, globals)),
        ("stop", static (context, globals) => new StopCommand(context, globals)),
        ("config", static (context, globals) => new ConfigCommand(context, globals)),
        ("completions", static (context, globals) => new CompletionsCommand(context, globals)),
    ];

    private Root(CommandContext context, GlobalOptions globals, Func<string, bool> isWanted)
        : base("Shares folders of any size among friends over BitTorrent, with no server in the middle.")
    {
        HelpName = Product.Name;
        globals.AddTo(this);
        foreach (var (name, make) in Commands)
        {
            if (isWanted(name))
            {
                Subcommands.Add(make(context, globals));
            }
        }

        SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(ShortHelp);
            return (int)ExitCode.Done;
        });
    }

    /// <summary>The names of all commands, of those that this root lacks too.</summary>
    public static IEnumerable<string> CommandNames => Commands.Select(command => command.Name);

    /// <summary>With all commands.</summary>
    public static Root Whole(CommandContext context) => new(context, new GlobalOptions(), static _ => true);

    /// <summary>
    /// With the commands that a command line can mean: making all of them takes longer than many a command does. All of them where none is
    /// named, so that help can list them.
    /// </summary>
    public static Root For(IReadOnlyList<string> arguments, CommandContext context, GlobalOptions globals)
    {
        var needsNone = arguments.All(static argument => argument is "--version" or "-V");
        var named = arguments.ToHashSet(StringComparer.Ordinal);
        // A batch is read by the commands of its items.
        var needsAll = named.Contains("batch") || !CommandNames.Any(named.Contains);
        return new Root(context, globals, name => !needsNone && (needsAll || named.Contains(name)));
    }
}
