using System.Collections.Concurrent;
using System.Net;
using P2PShare.Engine;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>A whole engine with folders of its own; on loopback and the system's clock unless told otherwise.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly TemporaryDirectory _state = new();
    private readonly TemporaryDirectory _content = new();
    private readonly ConcurrentQueue<EngineEvent> _told = new();

    private readonly EngineOptions _options;
    private readonly EngineServices _services;
    private Task _hearing;

    private Node(Func<EngineOptions, EngineOptions> configure, EngineServices services)
    {
        _options = configure(new EngineOptions { StateDirectory = _state.Path, BindAddress = IPAddress.Loopback });
        _services = services;
        Engine = new TorrentEngine(_options, services);
        _hearing = HearAsync(Engine);
    }

    public TorrentEngine Engine { get; private set; }

    public string ContentDirectory => _content.Path;

    public IPEndPoint Address => Engine.Listening[0];

    /// <summary>All that it has told so far.</summary>
    public IReadOnlyCollection<EngineEvent> Told => _told;

    /// <summary>Whom it has banned so far.</summary>
    public IReadOnlyList<IPEndPoint> Banned => [.. _told.OfType<EngineEvent.PeerBanned>().Select(banned => banned.Peer)];

    /// <summary>What lies in its state folder.</summary>
    public IReadOnlyList<string> StateFiles() => Directory.GetFiles(_state.Path, "*", SearchOption.AllDirectories);

    public static async Task<Node> StartAsync(
        Func<EngineOptions, EngineOptions>? configure = null, IFileSystem? files = null, Func<EngineServices, EngineServices>? world = null)
    {
        var services = new EngineServices { Transport = new TcpTransport(), Datagrams = new UdpTransport(), Files = files ?? new PhysicalFileSystem() };
        var node = new Node(configure ?? (options => options), (world ?? (all => all))(services));
        await node.Engine.StartAsync(CancellationToken.None);
        return node;
    }

    /// <summary>Ends the engine in order; its folders stay.</summary>
    public async ValueTask StopAsync()
    {
        await Engine.DisposeAsync();
        await _hearing;
    }

    /// <summary>Starts again after <see cref="StopAsync"/>, on the same port and folders: a new engine that knows nothing but these.</summary>
    public Task StartAgainAsync()
    {
        Engine = new TorrentEngine(_options with { Port = Address.Port }, _services);
        _hearing = HearAsync(Engine);
        return Engine.StartAsync(CancellationToken.None);
    }

    public Task<Torrent> AddAsync(TorrentMetainfo metainfo, params IReadOnlyList<IPEndPoint> peers) => AddAsync(metainfo, options => options with { Peers = peers });

    public Task<Torrent> AddAsync(TorrentMetainfo metainfo, Func<TorrentOptions, TorrentOptions> configure) =>
        Engine.AddAsync(metainfo, configure(new TorrentOptions { ContentDirectory = ContentDirectory }), CancellationToken.None);

    public byte[] Read(TorrentMetainfo metainfo, string path) => File.ReadAllBytes(PathOf(metainfo, path));

    /// <summary>Which pieces of a torrent of one file lie on its disk as they should.</summary>
    public IEnumerable<int> PiecesOnDisk(TestTorrent torrent)
    {
        var path = PathOf(torrent.Metainfo, torrent.Files[0].Path);
        var bytes = File.Exists(path) ? ReadShared(path) : [];
        return Enumerable.Range(0, torrent.Metainfo.Geometry.PieceCount).Where(piece =>
        {
            var begin = (int)torrent.Metainfo.Geometry.OffsetOf(piece);
            var right = torrent.Piece(piece).Span;
            return bytes.Length >= begin + right.Length && bytes.AsSpan(begin, right.Length).SequenceEqual(right);
        });
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _state.Dispose();
        _content.Dispose();
    }

    private string PathOf(TorrentMetainfo metainfo, string path) =>
        metainfo.IsSingleFile ? Path.Combine(ContentDirectory, path) : Path.Combine(ContentDirectory, metainfo.Name, path);

    private static byte[] ReadShared(string path)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var bytes = new byte[stream.Length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private async Task HearAsync(TorrentEngine engine)
    {
        await foreach (var fact in engine.Events.ReadAllAsync())
        {
            _told.Enqueue(fact);
        }
    }
}
