using System.Net;
using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>Our own tracker, over HTTP and UDP on one port. Serves whatever is announced.</summary>
internal sealed class P2PShareTracker(PeerPlace place) : ITrackerProgram
{
    private readonly IPEndPoint _endPoint = place.EndPoint;
    private ProgramProcess? _process;

    public string Name => "p2pshare";

    public string AnnounceUrl => $"http://{_endPoint}/announce";

    public string UdpAnnounceUrl => $"udp://{_endPoint}/announce";

    public string Output => _process?.Output ?? "";

    public async Task StartAsync(IEnumerable<string> torrents, CancellationToken cancellationToken)
    {
        _process = P2PShareProgram.Start(["tracker", "--http", $"{_endPoint}", "--udp", $"{_endPoint}", "--json", "--state-dir", Path.Combine(place.Folder, "state")], place.Network);
        await _process.WaitForEventAsync("listening", static listening => listening.GetProperty("protocol").GetString() == "udp", cancellationToken);
    }

    public async Task StopAsync()
    {
        if (_process is not null)
        {
            await _process.StopAsync();
        }
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
