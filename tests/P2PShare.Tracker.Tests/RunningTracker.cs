using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Trackers;
using P2PShare.Testing;

namespace P2PShare.Tracker.Tests;

/// <summary>A whole tracker on loopback, on ports of the system's choice, with a clock that stands.</summary>
internal sealed class RunningTracker : IAsyncDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false });

    private RunningTracker(TrackerServer server, ManualTimeProvider time)
    {
        Server = server;
        Time = time;
    }

    public TrackerServer Server { get; }

    public ManualTimeProvider Time { get; }

    public Uri Root => new($"http://{Server.HttpEndPoint}/");

    public static async Task<RunningTracker> StartAsync(TrackerOptions? options = null, IPAddress? address = null)
    {
        var any = new IPEndPoint(address ?? IPAddress.Loopback, 0);
        var time = new ManualTimeProvider();
        var server = new TrackerServer((options ?? new TrackerOptions()) with { Http = any, Udp = any }, new UdpTransport(), time, NullLoggerFactory.Instance);
        await server.StartAsync(CancellationToken.None);
        return new RunningTracker(server, time);
    }

    public Task<HttpResponseMessage> GetAsync(string pathAndQuery) => _http.GetAsync(new Uri(Root, pathAndQuery));

    /// <summary>Announces over HTTP and reads the answer.</summary>
    public async Task<AnnounceResponse> AnnounceAsync(AnnounceRequest request, string more = "")
    {
        using var response = await GetAsync($"announce?{AnnounceQuery.Write(request)}{more}");
        return HttpAnnounceCodec.TryRead(await response.Content.ReadAsByteArrayAsync(), out var answer)
            ? answer
            : throw new InvalidOperationException("The tracker's answer is not bencoded.");
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Server.DisposeAsync();
    }
}
