using System.CommandLine;
using System.Net;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Settings;
using P2PShare.Dht;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;

namespace P2PShare.Cli.DhtNodes;

/// <summary>The options of whatever takes part in the DHT.</summary>
internal sealed class DhtSettings
{
    public Option<string?> Bind { get; } = OptionOf.Text("ADDRESS", "The address to take part from (default: all IPv4 addresses and one of IPv6).", "--bind");

    public Option<int?> Port { get; } = OptionOf.Number("N", 0, 65535, "The UDP port; 0 is any free one (default: 0).", "--port");

    public Option<string[]> Bootstrap { get; } = OptionOf.Texts("HOST:PORT|none", "A node to join by, instead of the well-known ones; `none` joins by nobody.", "--dht-bootstrap");

    public Option<TimeSpan?> Timeout { get; } = OptionOf.Duration("Give up after this time (default: when the look-up ends).", "--timeout");

    /// <summary>The addresses to bind.</summary>
    public IReadOnlyList<IPEndPoint> EndPoints(ParseResult parsed, CommandContext context)
    {
        var port = parsed.GetValue(Port) ?? 0;
        if (parsed.GetValue(Bind) is not { } bind)
        {
            // BEP 32: IPv6 takes part from one address of the internet, as others must see the same one each time.
            var global = context.Services.LocalAddresses().FirstOrDefault(IsGlobalIPv6);
            return global is null ? [new IPEndPoint(IPAddress.Any, port)] : [new IPEndPoint(IPAddress.Any, port), new IPEndPoint(global, port)];
        }

        return IPAddress.TryParse(bind.Trim('[', ']'), out var address)
            ? [new IPEndPoint(address, port)]
            : throw new CommandException(UserError.Usage($"`{bind}` is no address for --bind"));
    }

    /// <summary>The hosts to join by.</summary>
    public IReadOnlyList<DhtRouter> Routers(ParseResult parsed)
    {
        var given = parsed.GetValue(Bootstrap) ?? [];
        return given.Length == 0
            ? DhtOptions.PublicRouters
            : [.. given.Where(static text => text != "none").Select(HostPort.Parse).Select(static host => new DhtRouter(host.Host, host.Port))];
    }

    private static bool IsGlobalIPv6(IPAddress address) =>
        !address.IsIPv4() && AddressScopes.Of(address) == AddressScope.Global;
}
