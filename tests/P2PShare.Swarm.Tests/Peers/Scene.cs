using System.Buffers;
using System.Net;
using P2PShare.Engine;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;
using P2PShare.Swarm.Tests.Swarms;
using P2PShare.Testing;
using P2PShare.Testing.Network;
using P2PShare.Testing.Torrents;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>A node on an in-memory network whose clock stands until it is moved, with one torrent, and peers that come to it from hosts of their own.</summary>
internal sealed class Scene : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);
    private static readonly IPAddress Home = IPAddress.Parse("10.0.0.1");

    private readonly InMemoryNetwork _network;
    private readonly List<FakePeer> _peers = [];
    private int _hosts;

    private Scene(ManualTimeProvider time, InMemoryNetwork network, CountedAttempts attempts, Node node, TestTorrent content)
    {
        Time = time;
        _network = network;
        Attempts = attempts;
        Node = node;
        Content = content;
    }

    public ManualTimeProvider Time { get; }

    public Node Node { get; }

    public TestTorrent Content { get; }

    /// <summary>The node's attempts to connect.</summary>
    public CountedAttempts Attempts { get; }

    /// <summary>The torrent as the node runs it.</summary>
    public Torrent Torrent { get; private set; } = null!;

    public Sha1Hash Hash => Content.Metainfo.InfoHashes.Primary;

    /// <summary>A node that has all of it and seeds.</summary>
    public static async Task<Scene> OfSeedAsync(TestTorrent? content = null, Func<EngineOptions, EngineOptions>? configure = null, Func<TorrentOptions, TorrentOptions>? run = null)
    {
        var scene = await StartAsync(content, configure);
        scene.Content.WriteTo(scene.Node.ContentDirectory);
        await scene.AddAsync(run);
        await scene.Time.AdvanceUntilAsync(scene.Torrent.Completion);
        return scene;
    }

    /// <summary>A node that has nothing of it and wants all.</summary>
    public static async Task<Scene> OfLeecherAsync(
        TestTorrent? content = null, Func<EngineOptions, EngineOptions>? configure = null, Func<TorrentOptions, TorrentOptions>? run = null, IFileSystem? files = null)
    {
        var scene = await StartAsync(content, configure, files);
        await scene.AddAsync(run);
        await scene.Time.AdvanceUntilAsync(() => scene.Torrent.Snapshot().State == TorrentState.Downloading);
        return scene;
    }

    /// <summary>A host of its own address; the same one when it is named again.</summary>
    public InMemoryHost Host(int? number = null) => _network.Host(new IPAddress([10, 0, 1, (byte)(number ?? ++_hosts)]));

    /// <summary>A peer that has shaken hands.</summary>
    public async Task<FakePeer> ComeAsync(HandshakeFeatures features = HandshakeFeatures.Fast | HandshakeFeatures.Extensions, InMemoryHost? from = null, PeerId? id = null)
    {
        var peer = Keep(await FakePeer.ComeAsync(from ?? Host(), Node.Address, Hash, features, id));
        await UntilAsync(() => peer.Greeting is not null || peer.IsLeft);
        return peer;
    }

    /// <summary>A peer that has shaken hands, has all pieces, and has been told that it is interesting.</summary>
    public async Task<FakePeer> ComeAsSeedAsync(HandshakeFeatures features = HandshakeFeatures.Fast | HandshakeFeatures.Extensions)
    {
        var peer = await ComeAsync(features);
        await peer.SendAsync(HasAll(Content.Metainfo.Geometry.PieceCount), PeerMessageWriter.WriteUnchoke);
        await UntilAsync(() => peer.Heard.Contains("interested"));
        return peer;
    }

    /// <summary>Lets others have all slots, so that whoever comes now is choked.</summary>
    public async Task TakeSlotsAsync(int slots)
    {
        for (var count = 0; count < slots; count++)
        {
            var peer = await ComeAsync();
            await peer.SendAsync(PeerMessageWriter.WriteInterested);
            await UntilAsync(() => peer.Heard.Contains("unchoke"));
        }
    }

    /// <summary>A peer that the scene ends with the rest.</summary>
    public FakePeer Keep(FakePeer peer)
    {
        _peers.Add(peer);
        return peer;
    }

    /// <summary>Lets the clock run in steps of a tick until something holds.</summary>
    public Task UntilAsync(Func<bool> condition, TimeSpan? limit = null, [System.Runtime.CompilerServices.CallerArgumentExpression(nameof(condition))] string? what = null) =>
        Time.AdvanceUntilAsync(condition, Step, limit ?? TimeSpan.FromMinutes(3), what);

    /// <summary>Lets so much time pass, with tasks running in between.</summary>
    public Task PassAsync(TimeSpan time, TimeSpan? step = null)
    {
        var end = Time.GetUtcNow() + time;
        return Time.AdvanceUntilAsync(() => Time.GetUtcNow() >= end, step ?? Step, time + TimeSpan.FromSeconds(1));
    }

    /// <summary>A bitfield with all bits set.</summary>
    public static Action<IBufferWriter<byte>> HasAll(int pieceCount)
    {
        var all = new Bitfield(pieceCount);
        all.SetAll();
        return output => PeerMessageWriter.WriteBitfield(output, all.ToBytes());
    }

    /// <summary>A block as it should be.</summary>
    public Action<IBufferWriter<byte>> Block(int piece, int begin, int length = PieceGeometry.BlockLength) =>
        Block(piece, begin, Content.Piece(piece).Slice(begin, length));

    /// <summary>A block of any bytes.</summary>
    public static Action<IBufferWriter<byte>> Block(int piece, int begin, ReadOnlyMemory<byte> bytes) => output =>
    {
        var header = new byte[PeerMessageWriter.BlockHeaderSize];
        PeerMessageWriter.WriteBlockHeader(header, new BlockRange(piece, begin, bytes.Length));
        output.Write(header);
        output.Write(bytes.Span);
    };

    public async ValueTask DisposeAsync()
    {
        foreach (var peer in _peers)
        {
            await peer.DisposeAsync();
        }

        // What ends in order may wait for a deadline.
        var ending = Node.DisposeAsync().AsTask();
        await Time.AdvanceUntilAsync(ending);
    }

    private static async Task<Scene> StartAsync(TestTorrent? content, Func<EngineOptions, EngineOptions>? configure, IFileSystem? files = null)
    {
        var time = new ManualTimeProvider();
        var network = new InMemoryNetwork(time);
        var host = network.Host(Home);
        var attempts = new CountedAttempts(host);
        var node = await Node.StartAsync(
            options => (configure ?? (same => same))(options with { BindAddress = Home }),
            files,
            world: services => services with { Transport = attempts, Datagrams = host, Time = time });
        return new Scene(time, network, attempts, node, content ?? TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 1_000_001));
    }

    private async Task AddAsync(Func<TorrentOptions, TorrentOptions>? run)
    {
        var adding = Node.AddAsync(Content.Metainfo, run ?? (options => options));
        await Time.AdvanceUntilAsync(adding);
        Torrent = await adding;
    }
}
