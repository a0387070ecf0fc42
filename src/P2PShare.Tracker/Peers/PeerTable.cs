using P2PShare.Net.Addresses;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Tracker.Peers;

/// <summary>
/// Who shares what: takes announces, draws peers, counts, and forgets who went away. One lock, held for microseconds: no work under it
/// grows with the number of torrents. Does no I/O. Thread-safe.
/// </summary>
internal sealed class PeerTable
{
    private readonly TrackerOptions _options;
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly long _start;
    private readonly uint _lifetime;
    private readonly uint _cleaningInterval;
    private readonly Lock _lock = new();

    // Under the lock.
    private readonly SwarmDirectory _swarms = new();
    private readonly HostBudget _newTorrents;
    private int _peers;
    private int _seeds;

    public PeerTable(TrackerOptions options, TimeProvider time, Random random)
    {
        _options = options;
        _time = time;
        _random = random;
        _start = time.GetTimestamp();
        _newTorrents = new HostBudget(options.MaxNewTorrentsPerAddress);

        // Two intervals, with what the jitter and a slow network add.
        _lifetime = (uint)(options.Interval.TotalSeconds * 2.2) + 60;
        _cleaningInterval = Math.Max(10, (uint)options.Interval.TotalSeconds / 2);
    }

    /// <summary>Since the table was made.</summary>
    public TimeSpan Age => _time.GetElapsedTime(_start);

    /// <summary>Torrents, peers and seeds that are kept.</summary>
    public (int Torrents, int Peers, int Seeds) Count()
    {
        lock (_lock)
        {
            return (_swarms.Count, _peers, _seeds);
        }
    }

    /// <summary>Takes an announce and draws peers for it.</summary>
    public Selection Announce(in Announcement announcement)
    {
        lock (_lock)
        {
            return Take(announcement, out var position) is { } swarm ? Draw(swarm, position, announcement) : new Selection(default(ScrapeCounts));
        }
    }

    /// <summary>Takes an announce and draws peers of its own family for it, without an object.</summary>
    /// <param name="announcement">The announce; peer ids and the other family are not drawn.</param>
    /// <param name="compact">Gets the peers in compact form, as many as fit.</param>
    /// <param name="length">How many bytes of them there are now.</param>
    public ScrapeCounts Announce(in Announcement announcement, Span<byte> compact, out int length)
    {
        lock (_lock)
        {
            length = 0;
            if (Take(announcement, out var position) is not { } swarm)
            {
                return default;
            }

            if (announcement.Event != AnnounceEvent.Stopped)
            {
                length = announcement.EndPoint.Address.IsIPv4
                    ? Draw(swarm.IPv4, position, announcement, compact)
                    : Draw(swarm.IPv6, position, announcement, compact);
            }

            return swarm.Counts;
        }
    }

    /// <summary>What is known of a torrent; zeros when it is not kept.</summary>
    public ScrapeCounts Scrape(Sha1Hash infoHash)
    {
        lock (_lock)
        {
            if (!_swarms.TryGet(infoHash, out var swarm))
            {
                return default;
            }

            Clean(swarm, Now());
            return swarm.Counts;
        }
    }

    /// <summary>Forgets torrents that nobody has announced for longer than a peer lives. To be called every minute or so.</summary>
    public void Sweep()
    {
        // One at a time, so that no announce waits for a thousand.
        while (SweepOne())
        {
        }
    }

    private bool SweepOne()
    {
        lock (_lock)
        {
            if (_swarms.LeastRecent is not { } idle || Now() - idle.LastAnnounce <= _lifetime)
            {
                return false;
            }

            Forget(idle);
            return true;
        }
    }

    // The torrent, and where the peer is in its list: -1 when it is not kept. Null when the torrent is not.
    private Swarm? Take(in Announcement announcement, out int position) => announcement.EndPoint.Address.IsIPv4
        ? Take(announcement, PeerOf<IPv4PeerAddress>(announcement), static swarm => swarm.IPv4, out position)
        : Take(announcement, PeerOf<IPv6PeerAddress>(announcement), static swarm => swarm.IPv6, out position);

    private Peer<TAddress> PeerOf<TAddress>(in Announcement announcement)
        where TAddress : unmanaged, IPeerAddress<TAddress> => new()
        {
            Address = TAddress.From(announcement.EndPoint.Address),
            Port = announcement.EndPoint.Port,
            IsNear = AddressScopes.Of(announcement.EndPoint.Address) != AddressScope.Global,
            Seen = Now(),
            Id = announcement.PeerId,
        };

    private Swarm? Take<TAddress>(in Announcement announcement, in Peer<TAddress> peer, Func<Swarm, PeerList<TAddress>> listOf, out int position)
        where TAddress : unmanaged, IPeerAddress<TAddress>
    {
        position = -1;
        var isLeaving = announcement.Event == AnnounceEvent.Stopped;
        if (!_swarms.TryGet(announcement.InfoHash, out var swarm))
        {
            if (isLeaving || peer.Port == 0 || !MakeRoom(peer))
            {
                return null;
            }

            swarm = _swarms.Add(announcement.InfoHash);
            swarm.CleanAt = peer.Seen + _cleaningInterval;
        }

        Clean(swarm, peer.Seen);
        Uncount(swarm);
        position = isLeaving ? Remove(listOf(swarm), peer) : Put(swarm, listOf(swarm), peer, announcement);
        Recount(swarm);
        if (swarm.Peers == 0 && swarm.Downloaded == 0)
        {
            _swarms.Remove(swarm);
            return null;
        }

        swarm.LastAnnounce = peer.Seen;
        _swarms.Touch(swarm);
        return swarm;
    }

    // Where the peer is in its list; -1 when it is not kept.
    private int Put<TAddress>(Swarm swarm, PeerList<TAddress> list, in Peer<TAddress> peer, in Announcement announcement)
        where TAddress : unmanaged, IPeerAddress<TAddress>
    {
        if (peer.Port == 0)
        {
            return -1;
        }

        var position = list.Find(peer, out var ofHost, out var longestSilent);
        var wasSeed = position >= 0 && list.IsSeed(position);
        swarm.Downloaded += announcement.Event == AnnounceEvent.Completed && !wasSeed ? 1 : 0;
        if (position >= 0)
        {
            list[position] = peer;
            return list.SetSeed(position, announcement.IsSeed);
        }

        if (!peer.IsNear && ofHost >= _options.MaxPeersPerAddress)
        {
            list.RemoveAt(longestSilent);
        }

        // A full torrent takes no more: pushing others out would let one host push out all.
        return swarm.Peers < _options.MaxPeersPerTorrent ? list.Add(peer, announcement.IsSeed) : -1;
    }

    private static int Remove<TAddress>(PeerList<TAddress> list, in Peer<TAddress> peer)
        where TAddress : unmanaged, IPeerAddress<TAddress>
    {
        if (list.Find(peer, out _, out _) is >= 0 and var position)
        {
            list.RemoveAt(position);
        }

        return -1;
    }

    // As many bytes as were written.
    private int Draw<TAddress>(PeerList<TAddress> list, int position, in Announcement announcement, Span<byte> compact)
        where TAddress : unmanaged, IPeerAddress<TAddress>
    {
        var room = Math.Min(compact.Length / TAddress.CompactSize, announcement.Wanted) * TAddress.CompactSize;
        return list.Draw(_random, announcement.IsSeed, position, compact[..room], []) * TAddress.CompactSize;
    }

    private Selection Draw(Swarm swarm, int position, in Announcement announcement)
    {
        if (announcement.Event == AnnounceEvent.Stopped)
        {
            return new Selection(swarm.Counts);
        }

        var isIPv4 = announcement.EndPoint.Address.IsIPv4;
        var leechersOnly = announcement.IsSeed;
        var own = isIPv4 ? swarm.IPv4.CountDrawable(leechersOnly, position) : swarm.IPv6.CountDrawable(leechersOnly, position);
        own = Math.Min(announcement.Wanted, own);
        var other = isIPv4 ? swarm.IPv6.CountDrawable(leechersOnly, -1) : swarm.IPv4.CountDrawable(leechersOnly, -1);
        other = announcement.BothFamilies ? Math.Min(announcement.Wanted - own, other) : 0;
        var (ipv4Count, ipv6Count) = isIPv4 ? (own, other) : (other, own);

        var ipv4 = new byte[ipv4Count * CompactPeers.IPv4Size];
        var ipv6 = new byte[ipv6Count * CompactPeers.IPv6Size];
        var peerIds = new byte[Selection.PeerIdBytes(ipv4Count + ipv6Count, announcement.WithPeerIds)];
        var ipv6Ids = peerIds.AsSpan(Selection.PeerIdBytes(ipv4Count, announcement.WithPeerIds));
        swarm.IPv4.Draw(_random, leechersOnly, isIPv4 ? position : -1, ipv4, peerIds);
        swarm.IPv6.Draw(_random, leechersOnly, isIPv4 ? -1 : position, ipv6, ipv6Ids);
        return new Selection(swarm.Counts) { IPv4 = ipv4, IPv6 = ipv6, PeerIds = peerIds };
    }

    private bool MakeRoom<TAddress>(in Peer<TAddress> peer)
        where TAddress : unmanaged, IPeerAddress<TAddress>
    {
        if (!peer.IsNear && !_newTorrents.TryTake(peer.Address.Host, peer.Seen))
        {
            return false;
        }

        if (_swarms.Count >= _options.MaxTorrents && _swarms.LeastRecent is { } idle)
        {
            Forget(idle);
        }

        return true;
    }

    private void Clean(Swarm swarm, uint now)
    {
        if (now < swarm.CleanAt)
        {
            return;
        }

        swarm.CleanAt = now + _cleaningInterval;
        Uncount(swarm);
        swarm.RemoveSeenBefore(now > _lifetime ? now - _lifetime : 0);
        Recount(swarm);
    }

    private void Forget(Swarm swarm)
    {
        Uncount(swarm);
        _swarms.Remove(swarm);
    }

    private void Uncount(Swarm swarm)
    {
        _peers -= swarm.Peers;
        _seeds -= swarm.Seeds;
    }

    private void Recount(Swarm swarm)
    {
        _peers += swarm.Peers;
        _seeds += swarm.Seeds;
    }

    private uint Now() => (uint)Age.TotalSeconds;
}
