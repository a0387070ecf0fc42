using System.Net;
using P2PShare.Net.Transport;

namespace P2PShare.Cli.Inputs;

/// <summary>HTTP that connects to the addresses that were judged and to no others: a name that leads elsewhere a moment later changes nothing.</summary>
internal static class PinnedHttp
{
    /// <summary>Where a request may go: set by whoever sends it.</summary>
    public static readonly HttpRequestOptionsKey<IReadOnlyList<IPAddress>> Addresses = new("addresses");

    private const int MaxAddressesTried = 4;
    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(20);

    /// <summary>Follows no redirect and asks no proxy, which would look names up for itself. The caller owns it.</summary>
    public static HttpMessageHandler CreateHandler(ITransport transport) => new SocketsHttpHandler
    {
        // Nobody traces requests: to prepare for it would cost each start, and tell the server something.
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        ConnectCallback = (context, cancellationToken) => ConnectAsync(transport, context, cancellationToken),
        ConnectTimeout = ConnectLimit,
        UseCookies = false,
        UseProxy = false,
    };

    private static async ValueTask<Stream> ConnectAsync(ITransport transport, SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        _ = context.InitialRequestMessage.Options.TryGetValue(Addresses, out var addresses);
        var last = new NetException("it has no address");
        foreach (var address in (addresses ?? []).Take(MaxAddressesTried))
        {
            try
            {
                return new ConnectionStream(await transport.ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), local: null, cancellationToken));
            }
            catch (NetException exception)
            {
                last = exception;
            }
        }

        throw last;
    }
}
