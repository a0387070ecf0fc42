using System.Net;
using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary><c>opentracker</c>. Debian's build serves only the info-hashes of a white list, so it is started once the torrents are made.</summary>
internal sealed class OpentrackerProcess(PeerPlace place) : ITrackerProgram
{
    private readonly IPEndPoint _endPoint = place.EndPoint;
    private ProgramProcess? _process;

    public string Name => "opentracker";

    public string AnnounceUrl => $"http://{_endPoint}/announce";

    public string UdpAnnounceUrl => $"udp://{_endPoint}/announce";

    public async Task StartAsync(IEnumerable<string> torrents, CancellationToken cancellationToken)
    {
        var hashes = torrents.SelectMany(TorrentFacts.ReadTrackerHashes).Select(Convert.ToHexStringLower);
        await File.WriteAllLinesAsync(Path.Combine(place.Folder, "whitelist"), hashes, cancellationToken);
        var port = $"{_endPoint.Port}";
        // It changes its root to its folder, and its user to nobody.
        _process = ProgramProcess.Start(
            Name, "opentracker", ["-i", $"{place.Address}", "-p", port, "-P", port, "-d", place.Folder, "-w", "whitelist"], place.Network, workingDirectory: place.Folder);
    }

    public string Output => _process?.Output ?? "";

    public async Task StopAsync()
    {
        if (_process is not null)
        {
            await _process.StopAsync();
        }
    }

    public ValueTask DisposeAsync() => _process?.DisposeAsync() ?? ValueTask.CompletedTask;
}
