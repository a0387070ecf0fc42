using System.Text.Json;
using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>libtorrent-rasterbar through its Python binding: peers of all formats, and a second opinion on torrents.</summary>
internal sealed class LibtorrentClient(PeerSettings? settings = null) : IPeerProgram
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Clients", "libtorrent_peer.py");

    private readonly PeerSettings _settings = settings ?? new PeerSettings();

    public string Name => "libtorrent";

    public Task<IPeer> SeedAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken) =>
        Start("seed", place, torrent, contentDirectory);

    public Task<IPeer> LeechAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken) =>
        Start("get", place, torrent, contentDirectory);

    /// <summary>Makes a torrent of a file or folder.</summary>
    /// <param name="source">The file or folder.</param>
    /// <param name="torrent">The file to write.</param>
    /// <param name="format"><c>v1</c>, <c>hybrid</c> or <c>v2</c>.</param>
    /// <param name="pieceLength">Bytes; 0 lets it choose.</param>
    /// <param name="tracker">The announce URL, or null.</param>
    /// <param name="keepSymlinks">Keeps symbolic links as links, as BEP 47 has them.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <returns>What <see cref="InspectAsync"/> says of it.</returns>
    public static Task<LibtorrentTorrent> CreateAsync(
        string source,
        string torrent,
        string format = "v1",
        int pieceLength = 0,
        string? tracker = null,
        bool keepSymlinks = false,
        CancellationToken cancellationToken = default)
    {
        List<string> arguments = ["create", source, torrent, "--format", format, "--piece-length", $"{pieceLength}"];
        if (tracker is not null)
        {
            arguments.AddRange(["--tracker", tracker]);
        }

        if (keepSymlinks)
        {
            arguments.Add("--symlinks");
        }

        return AskAsync(arguments, cancellationToken);
    }

    /// <summary>How libtorrent reads a torrent.</summary>
    public static Task<LibtorrentTorrent> InspectAsync(string torrent, CancellationToken cancellationToken = default) =>
        AskAsync(["inspect", torrent], cancellationToken);

    private static async Task<LibtorrentTorrent> AskAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        var answer = await ProgramProcess.RunAsync(Machine.SystemPython, [Script, .. arguments], cancellationToken);
        return JsonSerializer.Deserialize<LibtorrentTorrent>(answer, LibtorrentTorrent.Json)!;
    }

    private Task<IPeer> Start(string command, PeerPlace place, string torrent, string contentDirectory)
    {
        string[] arguments =
        [
            Script, command, torrent, contentDirectory, "--bind", $"{place.EndPoint}",
            .. _settings.DhtNode is { } node ? (string[])["--dht", $"{node}"] : [],
            .. _settings.Exchange ? (string[])["--exchange"] : [],
            .. _settings.Local ? (string[])["--local"] : [],
            .. _settings.IsSlow ? (string[])["--upload-limit", $"{PeerSettings.SlowRate}", "--download-limit", $"{PeerSettings.SlowRate}"] : [],
            .. _settings.Peers.SelectMany(static peer => (string[])["--peer", $"{peer}"]),
        ];
        return Task.FromResult<IPeer>(new Peer(ProgramProcess.Start("libtorrent", Machine.SystemPython, arguments, place.Network, workingDirectory: place.Folder)));
    }

    private sealed class Peer(ProgramProcess process) : IPeer
    {
        public ProgramProcess Process => process;

        public Task WaitUntilCompleteAsync(CancellationToken cancellationToken) =>
            process.WaitForLineAsync(static line => line.Contains("\"completed\"", StringComparison.Ordinal), cancellationToken);

        public ValueTask DisposeAsync() => process.DisposeAsync();
    }
}
