using System.Net;
using System.Net.Http.Headers;
using P2PShare.Net.Transport;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// Sends HTTP requests over the engine's own transport, to addresses that were found and judged before. Follows no redirect, takes no proxy,
/// keeps no cookie, inflates nothing; TLS certificates are checked as the system does.
/// </summary>
internal sealed class HttpConnector : IDisposable
{
    private const int MaxHeaderKilobytes = 32;
    private const int MaxAddressesTried = 3;
    private const int MaxConnectionsPerHost = 8;

    private static readonly TimeSpan ConnectLimit = TimeSpan.FromSeconds(10);
    private static readonly HttpRequestOptionsKey<IReadOnlyList<IPAddress>> Addresses = new("addresses");
    private static readonly string UserAgent = $"p2pshare/{typeof(HttpConnector).Assembly.GetName().Version?.ToString(3)}";

    private readonly ITransport _transport;
    private readonly IPAddress? _local;
    private readonly TimeProvider _time;

    // Apart by family: a connection that is kept open would answer for the other one. Which addresses a host may have depends on its name
    // alone, so that a connection made for one torrent is as good for another.
    private readonly HttpMessageInvoker _ipv4;
    private readonly HttpMessageInvoker _ipv6;

    public HttpConnector(ITransport transport, IPAddress? local, TimeProvider time)
    {
        _transport = transport;
        _local = local;
        _time = time;
        _ipv4 = new HttpMessageInvoker(CreateHandler());
        _ipv6 = new HttpMessageInvoker(CreateHandler());
    }

    /// <summary>Sends a GET; the response's headers have come, its body has not.</summary>
    /// <exception cref="HttpRequestException">It could not be sent or was not answered in HTTP.</exception>
    public Task<HttpResponseMessage> GetAsync(Uri url, TrackerFamily family, IReadOnlyList<IPAddress> addresses, CancellationToken cancellationToken) =>
        SendAsync(url, family, addresses, static headers => headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip")), cancellationToken);

    /// <summary>Sends a GET for some bytes, as they are; the response's headers have come, its body has not.</summary>
    /// <exception cref="HttpRequestException">It could not be sent or was not answered in HTTP.</exception>
    public Task<HttpResponseMessage> GetRangeAsync(
        Uri url, TrackerFamily family, IReadOnlyList<IPAddress> addresses, long from, int length, CancellationToken cancellationToken) =>
        SendAsync(url, family, addresses, headers => headers.Range = new RangeHeaderValue(from, from + length - 1), cancellationToken);

    public void Dispose()
    {
        _ipv4.Dispose();
        _ipv6.Dispose();
    }

    private async Task<HttpResponseMessage> SendAsync(
        Uri url, TrackerFamily family, IReadOnlyList<IPAddress> addresses, Action<HttpRequestHeaders> ask, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Version = HttpVersion.Version11, VersionPolicy = HttpVersionPolicy.RequestVersionExact };
        request.Options.Set(Addresses, addresses);
        request.Headers.UserAgent.ParseAdd(UserAgent);
        ask(request.Headers);
        return await (family == TrackerFamily.IPv4 ? _ipv4 : _ipv6).SendAsync(request, cancellationToken);
    }

    private SocketsHttpHandler CreateHandler() => new()
    {
        // Nobody traces requests: to prepare for it would cost each start, and tell the server something.
        ActivityHeadersPropagator = null,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        ConnectCallback = ConnectAsync,
        MaxConnectionsPerServer = MaxConnectionsPerHost,
        MaxResponseHeadersLength = MaxHeaderKilobytes,

        // What was not read of a response that was given up is not read to the end for the sake of its connection.
        MaxResponseDrainSize = 0,

        // Announces are half an hour apart; only a crowd of torrents with one tracker gains by staying.
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
        UseCookies = false,
        UseProxy = false,
    };

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        _ = context.InitialRequestMessage.Options.TryGetValue(Addresses, out var addresses);
        NetException? last = null;
        foreach (var address in (addresses ?? []).Take(MaxAddressesTried))
        {
            try
            {
                return await ConnectAsync(new IPEndPoint(address, context.DnsEndPoint.Port), cancellationToken);
            }
            catch (NetException exception)
            {
                last = exception;
            }
        }

        throw last ?? new NetException("it has no address");
    }

    private async Task<ConnectionStream> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ConnectLimit, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return new ConnectionStream(await _transport.ConnectAsync(remote, _local, either.Token));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new NetException("it does not answer");
        }
    }
}
