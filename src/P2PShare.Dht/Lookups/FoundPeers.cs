using System.Net;
using System.Threading.Channels;

namespace P2PShare.Dht.Lookups;

/// <summary>The peers that the look-ups for one torrent have found in both families, each once. Bounded. Written under the node's lock.</summary>
internal sealed class FoundPeers
{
    private readonly HashSet<IPEndPoint> _peers = [];

    // Never full: no more peers are taken than fit.
    private readonly Channel<IPEndPoint> _channel = Channel.CreateBounded<IPEndPoint>(DhtLimits.MaxPeersFound);

    public ChannelReader<IPEndPoint> Reader => _channel.Reader;

    public int Count => _peers.Count;

    public void Add(IPEndPoint peer)
    {
        if (_peers.Count < DhtLimits.MaxPeersFound && _peers.Add(peer))
        {
            _channel.Writer.TryWrite(peer);
        }
    }

    public void Complete() => _channel.Writer.TryComplete();

    public IReadOnlyList<IPEndPoint> ToList() => [.. _peers];
}
