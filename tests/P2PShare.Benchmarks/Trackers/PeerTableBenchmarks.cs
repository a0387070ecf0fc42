using System.Buffers.Binary;
using System.Net;
using BenchmarkDotNet.Attributes;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Trackers;
using P2PShare.Tracker;
using P2PShare.Tracker.Peers;

namespace P2PShare.Benchmarks.Trackers;

/// <summary>One announce to a table that holds a million peers: pays for the open addressing and the drawing by parts of <c>PeerList</c>.</summary>
[MemoryDiagnoser]
public class PeerTableBenchmarks
{
    private const int TotalPeers = 1_000_000;

    private readonly PeerTable _table = new(
        new TrackerOptions { MaxPeersPerTorrent = TotalPeers, MaxNewTorrentsPerAddress = int.MaxValue }, TimeProvider.System, new Random(1));

    private readonly Announcement[] _announcements = new Announcement[4_096];
    private readonly byte[] _answer = new byte[1_000];
    private int _next;

    /// <summary>One swarm of all, a usual crowd, and many small ones.</summary>
    [Params(1, 10_000, 300_000)]
    public int Torrents { get; set; }

    [Params(0, 50)]
    public int Wanted { get; set; }

    [GlobalSetup]
    public void Fill()
    {
        for (var number = 0; number < TotalPeers; number++)
        {
            _table.Announce(AnnouncementOf(number, wanted: 0));
        }

        var random = new Random(2);
        for (var i = 0; i < _announcements.Length; i++)
        {
            _announcements[i] = AnnouncementOf(random.Next(TotalPeers), Wanted);
        }
    }

    /// <summary>As over HTTP.</summary>
    [Benchmark]
    public object Announce() => _table.Announce(_announcements[_next++ % _announcements.Length]);

    /// <summary>As over UDP.</summary>
    [Benchmark]
    public ScrapeCounts AnnounceInto() => _table.Announce(_announcements[_next++ % _announcements.Length], _answer, out _);

    private Announcement AnnouncementOf(int number, int wanted)
    {
        Span<byte> id = stackalloc byte[Sha1Hash.Size];
        BinaryPrimitives.WriteInt32BigEndian(id, number % Torrents);
        var infoHash = new Sha1Hash(id);
        BinaryPrimitives.WriteInt32BigEndian(id, number);
        return new Announcement
        {
            InfoHash = infoHash,
            PeerId = new PeerId(id),
            EndPoint = new IPEndPoint(new IPAddress([20, (byte)(number >> 16), (byte)(number >> 8), (byte)number]), 6881),
            IsSeed = number % 3 == 0,
            Event = AnnounceEvent.None,
            Wanted = wanted,
        };
    }
}
