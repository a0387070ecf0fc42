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

    private Node(Func<EngineOptions, EngineOptions> configure, IFileSystem files)
    {
        var options = new EngineOptions { StateDirectory = _state.Path, BindAddress = IPAddress.Loopback };
        Engine = new TorrentEngine(configure(options), new EngineServices
        {
            Transport = new TcpTransport(),
            Datagrams = new UdpTransport(),
            Files = files,
        });
    }

    public TorrentEngine Engine { get; }

    public string ContentDirectory => _content.Path;

    public IPEndPoint Address => Engine.Listening[0];

    public static async Task<Node> StartAsync(Func<EngineOptions, EngineOptions>? configure = null, IFileSystem? files = null)
    {
        var node = new Node(configure ?? (options => options), files ?? new PhysicalFileSystem());
        await node.Engine.StartAsync(CancellationToken.None);
        return node;
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
