using System.Net;
using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>Our program as a peer: <c>seed</c> and <c>get</c>.</summary>
internal sealed class P2PShareClient(params string[] options) : IPeerProgram
{
    /// <summary>A node of the DHT, by which it takes part there; null for trackers alone.</summary>
    public IPEndPoint? DhtNode { get; init; }

    private static readonly Dictionary<string, string> DhtAlone = new() { ["DOTNET_NOLOGO"] = "true" };

    public string Name => "p2pshare";

    public Task<IPeer> SeedAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken) =>
        Start(place, "seeding", ["seed", torrent, "--data", contentDirectory]);

    public Task<IPeer> LeechAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken) =>
        Start(place, "completed", ["get", torrent, "--output", contentDirectory]);

    private Task<IPeer> Start(PeerPlace place, string end, string[] arguments)
    {
        string[] all = [.. arguments, "--bind", $"{place.Address}", "--port", "0", "--json", "--state-dir", Path.Combine(place.Folder, "state"), .. options];
        return Task.FromResult<IPeer>(new Peer(DhtNode is null
            ? P2PShareProgram.Start(all, place.Network)
            : P2PShareProgram.Start([.. all, "--dht-bootstrap", $"{DhtNode}", "--no-lsd", "--no-pex"], place.Network, DhtAlone), end));
    }

    private sealed class Peer(ProgramProcess process, string end) : IPeer
    {
        public ProgramProcess Process => process;

        public Task WaitUntilCompleteAsync(CancellationToken cancellationToken) => process.WaitForEventAsync(end, cancellationToken);

        public ValueTask DisposeAsync() => process.DisposeAsync();
    }
}
