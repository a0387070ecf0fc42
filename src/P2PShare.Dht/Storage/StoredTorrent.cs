using System.Net;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Storage;

/// <summary>The peers of one torrent. A list beside the table, so that some can be taken by chance. Not thread-safe.</summary>
internal sealed class StoredTorrent
{
    private readonly Dictionary<IPAddress, int> _places = [];
    private readonly List<StoredPeer> _peers = [];

    public int Count => _peers.Count;

    public IReadOnlyList<StoredPeer> Peers => _peers;

    public StoredPeer? Find(IPAddress address) => _places.TryGetValue(address, out var place) ? _peers[place] : null;

    public void Add(StoredPeer peer)
    {
        _places.Add(peer.EndPoint.Address, _peers.Count);
        _peers.Add(peer);
    }

    public void Remove(IPAddress address)
    {
        if (!_places.Remove(address, out var place))
        {
            return;
        }

        var last = _peers[^1];
        _peers.RemoveAt(_peers.Count - 1);
        if (place < _peers.Count)
        {
            _peers[place] = last;
            _places[last.EndPoint.Address] = place;
        }
    }

    /// <summary>Some peers by chance, each once: those that mean something to whoever asks.</summary>
    /// <param name="count">How many at most.</param>
    /// <param name="withSeeds">Whether seeds are wanted.</param>
    /// <param name="asker">The scope of who asks: of our own machine or network the internet hears nothing.</param>
    /// <param name="random">Chance.</param>
    public List<IPEndPoint> Sample(int count, bool withSeeds, AddressScope asker, Random random)
    {
        var sample = new List<IPEndPoint>(Math.Min(count, _peers.Count));
        var start = _peers.Count == 0 ? 0 : random.Next(_peers.Count);
        for (var i = 0; i < _peers.Count && sample.Count < count; i++)
        {
            var peer = _peers[(start + i) % _peers.Count];
            if ((withSeeds || !peer.IsSeed) && AddressScopes.Of(peer.EndPoint) >= asker)
            {
                sample.Add(peer.EndPoint);
            }
        }

        return sample;
    }

    /// <summary>Filters of its seeds and of its other peers. BEP 33.</summary>
    public (ScrapeFilter Seeds, ScrapeFilter Peers) Scrape()
    {
        var (seeds, peers) = (new ScrapeFilter(), new ScrapeFilter());
        foreach (var peer in _peers)
        {
            (peer.IsSeed ? seeds : peers).Add(peer.EndPoint.Address);
        }

        return (seeds, peers);
    }
}
