using System.CommandLine;
using System.Net;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Settings;
using P2PShare.Dht;

namespace P2PShare.Cli.Transfers;

/// <summary>The options that say how peers are found and met: those of every command that talks to any.</summary>
internal sealed class PeerOptions
{
    private readonly Option<int?> _port = OptionOf.Number("N", 0, ushort.MaxValue, "Port to listen on (default: 0, any free one).", "--port");
    private readonly Option<string?> _bind = OptionOf.Text("ADDRESS", "Address to listen on and connect from (default: all).", "--bind");
    private readonly Option<string[]> _peers = OptionOf.Texts("HOST:PORT", "A peer to connect to.", "--peer");
    private readonly Option<string[]> _trackers = OptionOf.Texts("URL", "A tracker to ask beside the torrent's own.", "--tracker", "-t", "--announce");
    private readonly Option<int?> _maxPeers = OptionOf.Number("N", 1, 10_000, "Most peers connected at once for each torrent (default: 100).", "--max-peers");
    private readonly Option<bool> _noDht = OptionOf.Flag("Find no peers in the DHT, and help nobody to.", "--no-dht");
    private readonly Option<string[]> _routers = OptionOf.Texts("HOST:PORT|none", "A DHT node to join by, in place of the well-known ones; none: only nodes of earlier runs, torrents and peers.", "--dht-bootstrap");
    private readonly Option<bool> _noPex = OptionOf.Flag("Tell peers of no others, and hear none from them.", "--no-pex");
    private readonly Option<bool> _noLsd = OptionOf.Flag("Find no peers on the local network, and tell it nothing.", "--no-lsd");

    /// <summary>Those that hold for all torrents of a run.</summary>
    public IReadOnlyList<Option> OfRun => [_port, _bind, _noDht, _routers, _noPex, _noLsd];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_port, _bind, _peers, _trackers, _maxPeers, _noDht, _routers, _noPex, _noLsd])
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
        DhtRouters = parsed.GetValue(_noDht) ? null : Routers(parsed.GetValue(_routers) ?? []),
        PeerExchange = !parsed.GetValue(_noPex),
        LocalDiscovery = !parsed.GetValue(_noLsd),
    };

    private static IReadOnlyList<DhtRouter> Routers(string[] texts) => texts.Length == 0
        ? DhtOptions.PublicRouters
        : [.. texts.Where(static text => text != "none").Select(HostPort.Parse).Select(static router => new DhtRouter(router.Host, router.Port))];

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
