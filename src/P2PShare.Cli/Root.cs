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

        Also: show, verify, magnet, edit, dht, batch, watch. `p2pshare COMMAND --help` tells the rest.
        """;

    public Root(CommandContext context, GlobalOptions globals)
        : base("Shares folders of any size among friends over BitTorrent, with no server in the middle.")
    {
        HelpName = "p2pshare";
        globals.AddTo(this);
        Subcommands.Add(new CreateCommand(context, globals));
        Subcommands.Add(new GetCommand(context, globals));
        Subcommands.Add(new SeedCommand(context, globals));
        Subcommands.Add(new ShowCommand(context, globals));
        Subcommands.Add(new VerifyCommand(context, globals));
        Subcommands.Add(new MagnetCommand(context, globals));
        Subcommands.Add(new EditCommand(context, globals));
        Subcommands.Add(new TrackerCommand(context, globals));
        Subcommands.Add(new DhtCommand(context, globals));
        Subcommands.Add(new BatchCommand(context, globals));
        Subcommands.Add(new WatchCommand(context, globals));
        SetAction(parsed =>
        {
            parsed.InvocationConfiguration.Output.WriteLine(ShortHelp);
            return (int)ExitCode.Done;
        });
    }
}
