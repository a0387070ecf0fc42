using System.Net;
using P2PShare.Engine;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>A whole engine on loopback with folders of its own.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly TemporaryDirectory _state = new();
    private readonly TemporaryDirectory _content = new();

    private readonly EngineOptions _options;
    private readonly EngineServices _services;

    private Node(Func<EngineOptions, EngineOptions> configure, EngineServices services)
    {
        _options = configure(new EngineOptions { StateDirectory = _state.Path, BindAddress = IPAddress.Loopback });
        _services = services;
        Engine = new TorrentEngine(_options, services);
    }

    public TorrentEngine Engine { get; private set; }

    public string ContentDirectory => _content.Path;

    public IPEndPoint Address => Engine.Listening[0];

    public static async Task<Node> StartAsync(
        Func<EngineOptions, EngineOptions>? configure = null, IFileSystem? files = null, Func<EngineServices, EngineServices>? world = null)
    {
        var services = new EngineServices { Transport = new TcpTransport(), Datagrams = new UdpTransport(), Files = files ?? new PhysicalFileSystem() };
        var node = new Node(configure ?? (options => options), (world ?? (all => all))(services));
        await node.Engine.StartAsync(CancellationToken.None);
        return node;
    }

    /// <summary>Ends the engine in order; its folders stay.</summary>
    public ValueTask StopAsync() => Engine.DisposeAsync();

    /// <summary>Starts again after <see cref="StopAsync"/>, on the same port and folders: a new engine that knows nothing but these.</summary>
    public Task StartAgainAsync()
    {
        Engine = new TorrentEngine(_options with { Port = Address.Port }, _services);
        return Engine.StartAsync(CancellationToken.None);
    }

    public Task<Torrent> AddAsync(TorrentMetainfo metainfo, params IReadOnlyList<IPEndPoint> peers) => AddAsync(metainfo, options => options with { Peers = peers });

    public Task<Torrent> AddAsync(TorrentMetainfo metainfo, Func<TorrentOptions, TorrentOptions> configure) =>
        Engine.AddAsync(metainfo, configure(new TorrentOptions { ContentDirectory = ContentDirectory }), CancellationToken.None);

    public byte[] Read(TorrentMetainfo metainfo, string path) =>
        File.ReadAllBytes(metainfo.IsSingleFile ? Path.Combine(ContentDirectory, path) : Path.Combine(ContentDirectory, metainfo.Name, path));

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _state.Dispose();
        _content.Dispose();
    }
}
