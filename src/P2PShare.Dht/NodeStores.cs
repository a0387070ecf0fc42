using System.Security.Cryptography;
using P2PShare.Dht.Defence;
using P2PShare.Dht.Storage;

namespace P2PShare.Dht;

/// <summary>What the sockets of one node share: what is stored, and the tokens to store it. Not thread-safe.</summary>
internal sealed class NodeStores
{
    private static readonly TimeSpan ExpiryPause = TimeSpan.FromMinutes(1);

    private readonly DhtClock _clock;
    private TimeSpan _expiredAt;

    public NodeStores(DhtClock clock, Random random, RandomNumberGenerator secureRandom)
    {
        _clock = clock;
        Peers = new PeerStore(clock, random);
        Items = new ItemStore(clock, random);
        Rates = new SourceRates(clock);
        Answerer = new QueryAnswerer(Peers, Items, new AnnounceTokens(clock, secureRandom), random);
    }

    public PeerStore Peers { get; }

    public ItemStore Items { get; }

    public SourceRates Rates { get; }

    public QueryAnswerer Answerer { get; }

    public void Tick()
    {
        if (_clock.Now - _expiredAt >= ExpiryPause)
        {
            _expiredAt = _clock.Now;
            Peers.Expire();
            Items.Expire();
        }
    }
}
