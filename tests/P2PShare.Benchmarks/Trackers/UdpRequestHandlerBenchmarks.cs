using System.Net;
using BenchmarkDotNet.Attributes;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Trackers;
using P2PShare.Tracker;
using P2PShare.Tracker.Peers;
using P2PShare.Tracker.Udp;

namespace P2PShare.Benchmarks.Trackers;

/// <summary>One datagram to a tracker with 100 peers in its torrent, from its first byte to the last of its answer. Nothing may be allocated.</summary>
[MemoryDiagnoser]
public class UdpRequestHandlerBenchmarks
{
    private readonly byte[] _connect = new byte[UdpRequestHeader.Size];
    private readonly byte[] _announce = new byte[UdpAnnounceCodec.RequestSize];
    private readonly byte[] _answer = new byte[UdpRequestHandler.MaxResponse];
    private readonly HostEndPoint _client = new IPEndPoint(new IPAddress([20, 0, 0, 1]), 5_555);
    private readonly UdpRequestHandler _handler;

    public UdpRequestHandlerBenchmarks()
    {
        var options = new TrackerOptions();
        var ids = new ConnectionIds(TimeProvider.System);
        _handler = new UdpRequestHandler(
            new AnnounceDesk(options, new PeerTable(options, TimeProvider.System, new Random()), new Random()), ids, new TrackerCounters());
        UdpRequestHeader.Connect(1).Write(_connect);
        var request = new AnnounceRequest { InfoHash = Sha1Hash.Of([1]), PeerId = PeerId.Create(new byte[PeerId.RandomSize]), Port = 6_881, Left = 1 };
        for (byte number = 1; number <= 100; number++)
        {
            var client = new HostEndPoint(new IPAddress([20, 0, 0, number]), 5_555);
            UdpAnnounceCodec.WriteRequest(_announce, ids.Create(client.Address), 1, request, "");
            _handler.Respond(_announce, client, _answer);
        }

        UdpAnnounceCodec.WriteRequest(_announce, ids.Create(_client.Address), 1, request, "");
    }

    [Benchmark]
    public int Connect() => _handler.Respond(_connect, _client, _answer);

    [Benchmark]
    public int Announce() => _handler.Respond(_announce, _client, _answer);
}
