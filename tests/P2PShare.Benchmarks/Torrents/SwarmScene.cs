using System.Buffers;
using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using P2PShare.Engine;
using P2PShare.Engine.Creation;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Benchmarks.Torrents;

/// <summary>A swarm of so many sessions, all of the engine but for the network: a torrent of zeros in a temporary folder, and peers that are fed by hand.</summary>
internal sealed class SwarmScene : ISwarmObserver, IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly string _folder = Directory.CreateTempSubdirectory("p2pshare-benchmark-").FullName;
    private readonly ConcurrentQueue<(FedConnection Peer, BlockRange Range)> _requests = new();
    private readonly EngineContext _context;
    private readonly TorrentContent _content;

    private SwarmScene(int sessions, int pieces, int pieceLength, bool isSeed)
    {
        var content = Directory.CreateDirectory(Path.Combine(_folder, "content")).FullName;
        var length = (long)pieces * pieceLength;
        if (isSeed)
        {
            using var file = File.Create(Path.Combine(content, "zeros"));
            file.SetLength(length);
        }

        var options = new EngineOptions
        {
            StateDirectory = Path.Combine(_folder, "state"),
            MaxSessions = 2 * sessions,
            MaxSessionsPerTorrent = 2 * sessions,
            PeerExchange = false,
            LocalDiscovery = false,
        };
        var services = new EngineServices { Transport = new TcpTransport(), Datagrams = new UdpTransport(), Files = new PhysicalFileSystem(), CreateRandom = static () => new Random(1) };
        Limits = new RateLimits(services.Time);
        _context = new EngineContext(options, services, static () => 1);
        var metainfo = Describe(pieces, pieceLength);
        var torrent = new TorrentOptions { ContentDirectory = content };
        _content = TorrentContent.Open(_context, metainfo, torrent);
        var have = _content.FindWhatIsHereAsync(new Progress<HashProgress>(), CancellationToken.None).GetAwaiter().GetResult();
        var past = new SwarmPast { Have = have, Book = new PeerBook(new Random(1)) };
        Swarm = new Swarm(_context, new PeerHandshake(_context.PeerId, services.Time), metainfo, torrent, _content, past, this);
        Swarm.Start([]);
        Peers = [.. Enumerable.Range(0, sessions).Select(number => Join(metainfo, number))];
        WaitFor(() => Swarm.Peers().Count == sessions);
        foreach (var peer in Peers)
        {
            peer.WaitUntilTaken();
        }
    }

    public Swarm Swarm { get; }

    public RateLimits Limits { get; }

    public IReadOnlyList<FedConnection> Peers { get; }

    /// <summary>A leech that has nothing.</summary>
    public static SwarmScene Leech(int sessions, int pieces, int pieceLength) => new(sessions, pieces, pieceLength, isSeed: false);

    /// <summary>A seed.</summary>
    public static SwarmScene Seed(int sessions, int pieces, int pieceLength) => new(sessions, pieces, pieceLength, isSeed: true);

    /// <summary>Has all peers say the same.</summary>
    public void FeedAll(Action<IBufferWriter<byte>> write)
    {
        var message = Message(write);
        foreach (var peer in Peers)
        {
            peer.Feed(message);
        }
    }

    /// <summary>The bytes of messages.</summary>
    public static byte[] Message(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return output.WrittenSpan.ToArray();
    }

    /// <summary>The next request that any peer has got; waits for one.</summary>
    public (FedConnection Peer, BlockRange Range) NextRequest()
    {
        var wait = new SpinWait();
        var since = Stopwatch.GetTimestamp();
        (FedConnection, BlockRange) request;
        while (!_requests.TryDequeue(out request))
        {
            ThrowIfLate(since);
            wait.SpinOnce();
        }

        return request;
    }

    /// <summary>Waits for other threads, and fails where they do not come.</summary>
    public static void WaitFor(Func<bool> condition)
    {
        var since = Stopwatch.GetTimestamp();
        while (!condition())
        {
            ThrowIfLate(since);
            Thread.Yield();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Swarm.StopAsync();
        await _content.CloseAsync(default);
        await _context.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    void ISwarmObserver.OnAllHere()
    {
        // Nobody waits for that.
    }

    void ISwarmObserver.OnStorageFailed(StorageException failure) => Environment.FailFast(failure.Message, failure);

    void ISwarmObserver.OnPeersWanted()
    {
        // There are no others.
    }

    private static void ThrowIfLate(long since)
    {
        if (Stopwatch.GetElapsedTime(since) > Patience)
        {
            throw new TimeoutException("Nothing came of it.");
        }
    }

    private static TorrentMetainfo Describe(int pieces, int pieceLength)
    {
        var hash = SHA1.HashData(new byte[pieceLength]);
        var hashes = new byte[pieces * hash.Length];
        for (var piece = 0; piece < pieces; piece++)
        {
            hash.CopyTo(hashes.AsSpan(piece * hash.Length));
        }

        return MetainfoReader.FromInfo(InfoDictionaryWriter.ToBytes(new InfoDescription
        {
            Format = TorrentFormat.V1,
            Name = "zeros",
            IsSingleFile = true,
            PieceLength = pieceLength,
            Files = [new DescribedFile { Path = ["zeros"], Length = (long)pieces * pieceLength }],
            PieceHashes = hashes,
        }));
    }

    private FedConnection Join(TorrentMetainfo metainfo, int number)
    {
        var address = new byte[] { 20, 0, 0, 0 };
        BinaryPrimitives.WriteUInt16BigEndian(address.AsSpan(2), (ushort)number);
        var noise = new byte[PeerId.RandomSize];
        BinaryPrimitives.WriteInt32BigEndian(noise, number);
        var connection = new FedConnection(new IPEndPoint(new IPAddress(address), 6_881), (peer, range) => _requests.Enqueue((peer, range)));
        Swarm.Admit(connection, new Handshake(metainfo.InfoHashes.V1!.Value, PeerId.Create(noise), HandshakeFeatures.Fast), isIncoming: false, speaksV2: false);
        return connection;
    }
}
