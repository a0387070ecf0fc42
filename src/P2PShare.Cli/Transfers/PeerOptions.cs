using System.CommandLine;
using System.Net;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Transfers;

/// <summary>The options that say how peers are found and met: those of every command that talks to any.</summary>
internal sealed class PeerOptions
{
    private readonly Option<int?> _port = OptionOf.Number("N", 0, ushort.MaxValue, "Port to listen on (default: 0, any free one).", "--port");
    private readonly Option<string?> _bind = OptionOf.Text("ADDRESS", "Address to listen on and connect from (default: all).", "--bind");
    private readonly Option<string[]> _peers = OptionOf.Texts("HOST:PORT", "A peer to connect to.", "--peer");
    private readonly Option<string[]> _trackers = OptionOf.Texts("URL", "A tracker to ask beside the torrent's own.", "--tracker", "-t", "--announce");
    private readonly Option<int?> _maxPeers = OptionOf.Number("N", 1, 10_000, "Most peers connected at once for each torrent (default: 100).", "--max-peers");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_port, _bind, _peers, _trackers, _maxPeers])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Their values; the rest is the command's own to set.</summary>
    /// <exception cref="CommandException">One of them makes no sense.</exception>
    public TransferSettings Bind(ParseResult parsed, string stateDirectory) => new()
    {
        StateDirectory = stateDirectory,
        Port = parsed.GetValue(_port) ?? 0,
        BindAddress = Address(parsed.GetValue(_bind)),
        Peers = [.. (parsed.GetValue(_peers) ?? []).Select(HostPort.Parse)],
        Trackers = TrackerTiers.Parse(parsed.GetValue(_trackers) ?? []),
        MaxPeers = parsed.GetValue(_maxPeers),
    };

    private static IPAddress? Address(string? text)
    {
        if (text is null)
        {
            return null;
        }

        return IPAddress.TryParse(text, out var address)
            ? address
            : throw new CommandException(UserError.Usage($"`{text}` is no address to bind", "Name an IPv4 or IPv6 address of this machine."));
    }
}
