using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>Our program as a peer: <c>seed</c> and <c>get</c>.</summary>
internal sealed class P2PShareClient(params string[] options) : IPeerProgram
{
    private const string Rate = "16KiB";

    private static readonly Dictionary<string, string> NothingElse = new() { ["DOTNET_NOLOGO"] = "true" };

    /// <summary>How it finds peers.</summary>
    public PeerSettings Settings { get; init; } = new();

    public string Name => "p2pshare";

    public Task<IPeer> SeedAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken) =>
        Start(place, "seeding", ["seed", torrent, "--data", contentDirectory]);

    public Task<IPeer> LeechAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken) =>
        Start(place, "completed", ["get", torrent, "--output", contentDirectory]);

    private Task<IPeer> Start(PeerPlace place, string end, string[] arguments)
    {
        string[] all =
        [
            .. arguments, "--bind", $"{place.Address}", "--port", $"{place.EndPoint.Port}", "--json", "--state-dir", Path.Combine(place.Folder, "state"),
            .. Settings.DhtNode is { } node ? (string[])["--dht-bootstrap", $"{node}"] : ["--no-dht"],
            .. Settings.Exchange ? (string[])[] : ["--no-pex"],
            .. Settings.Local ? (string[])[] : ["--no-lsd"],
            .. Settings.Peers.SelectMany(static peer => (string[])["--peer", $"{peer}"]),
            .. Settings.IsSlow ? (string[])["--max-upload", Rate] : [],
            .. Settings.IsSlow && arguments[0] == "get" ? (string[])["--max-download", Rate] : [],
            .. options,
        ];
        return Task.FromResult<IPeer>(new Peer(P2PShareProgram.Start(all, place.Network, NothingElse), end));
    }

    private sealed class Peer(ProgramProcess process, string end) : IPeer
    {
        public ProgramProcess Process => process;

        public Task WaitUntilCompleteAsync(CancellationToken cancellationToken) => process.WaitForEventAsync(end, cancellationToken);

        public ValueTask DisposeAsync() => process.DisposeAsync();
    }
}
