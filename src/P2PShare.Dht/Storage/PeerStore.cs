using System.Net;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Storage;

/// <summary>
/// The peers that others have announced to this node. Bounded by torrent and in all; where there is no more room, whoever takes the most of it
/// loses his. Not thread-safe. BEP 5, 33, 51.
/// </summary>
internal sealed class PeerStore(DhtClock clock, Random random)
{
    private readonly Dictionary<NodeId, StoredTorrent> _torrents = [];

    // In the order of announces; an entry whose peer was announced again since, or has been removed, is passed over.
    private readonly Queue<(NodeId InfoHash, IPAddress Address, TimeSpan At)> _announces = new();
    private readonly SourceCounts<(NodeId InfoHash, IPAddress Address)> _sources = new(random);

    public int TorrentCount => _torrents.Count;

    public int PeerCount => _sources.Count;

    public StoredTorrent? Find(NodeId infoHash) => _torrents.GetValueOrDefault(infoHash);

    /// <summary>Whether one more peer of a torrent would be stored.</summary>
    public bool HasRoom(NodeId infoHash) => Find(infoHash) is not { Count: >= DhtLimits.MaxPeersOfTorrent };

    public void Announce(NodeId infoHash, IPEndPoint peer, bool isSeed)
    {
        var torrent = Find(infoHash);
        if (torrent?.Find(peer.Address) is { } known)
        {
            (known.EndPoint, known.IsSeed, known.AnnouncedAt) = (peer, isSeed, clock.Now);
        }
        else
        {
            if (!HasRoom(infoHash))
            {
                return;
            }

            MakeRoom(isNewTorrent: torrent is null);

            // Making room may have removed the torrent's only other peer.
            torrent = Find(infoHash) ?? (_torrents[infoHash] = new StoredTorrent());
            torrent.Add(new StoredPeer(peer, isSeed, clock.Now));
            _sources.Add((infoHash, peer.Address), peer.Address);
        }

        _announces.Enqueue((infoHash, peer.Address, clock.Now));
        ForgetSuperseded();
    }

    /// <summary>Forgets what was announced too long ago.</summary>
    public void Expire()
    {
        while (_announces.TryPeek(out var oldest) && clock.Now - oldest.At >= DhtLimits.PeerLifetime)
        {
            _announces.Dequeue();
            if (Find(oldest.InfoHash)?.Find(oldest.Address) is { } peer && peer.AnnouncedAt == oldest.At)
            {
                Remove(oldest.InfoHash, oldest.Address);
            }
        }
    }

    /// <summary>Some info-hashes by chance. BEP 51.</summary>
    public List<NodeId> Sample(int count)
    {
        var all = _torrents.Keys.ToArray();
        if (all.Length <= count)
        {
            return [.. all];
        }

        random.Shuffle(all);
        return [.. all.Take(count)];
    }

    private void MakeRoom(bool isNewTorrent)
    {
        while (PeerCount >= DhtLimits.MaxPeers || (isNewTorrent && _torrents.Count >= DhtLimits.MaxTorrents))
        {
            var (infoHash, address) = _sources.PickFromLargest();
            Remove(infoHash, address);
        }
    }

    private void Remove(NodeId infoHash, IPAddress address)
    {
        var torrent = _torrents[infoHash];
        torrent.Remove(address);
        if (torrent.Count == 0)
        {
            _torrents.Remove(infoHash);
        }

        _sources.Remove((infoHash, address), address);
    }

    // Announcing one torrent over and over must not let the queue grow.
    private void ForgetSuperseded()
    {
        while (_announces.Count > 2 * DhtLimits.MaxPeers
            || (_announces.TryPeek(out var oldest) && Find(oldest.InfoHash)?.Find(oldest.Address)?.AnnouncedAt != oldest.At))
        {
            var (infoHash, address, at) = _announces.Dequeue();
            if (Find(infoHash)?.Find(address)?.AnnouncedAt == at)
            {
                Remove(infoHash, address);
            }
        }
    }
}
