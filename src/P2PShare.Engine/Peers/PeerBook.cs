using System.Diagnostics.CodeAnalysis;
using System.Net;
using P2PShare.Net.Transport;

namespace P2PShare.Engine.Peers;

/// <summary>
/// The addresses known for one torrent: where from, how often they failed, which are connected, banned or our own; and which to connect to
/// next. Connects to nothing. Whether an address is believed in the scope of who told it is the caller's to judge; <c>now</c> is monotonic.
/// </summary>
internal sealed class PeerBook(Random random)
{
    /// <summary>Most addresses kept, as libtorrent.</summary>
    public const int MaxPeers = 3000;

    /// <summary>An address that nobody named but strangers is forgotten after this many failures in a row.</summary>
    public const int MaxFailures = 5;

    private readonly Dictionary<IPEndPoint, KnownPeer> _peers = [];
    private BanList? _bans;
    private PeerLedger? _ledger;

    /// <summary>How long after its first failure, or after a session, an address is left alone; doubled with each further failure.</summary>
    public static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);

    /// <summary>The longest that an address is left alone.</summary>
    public static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    /// <summary>What went to and came from those who have left.</summary>
    public PeerLedger Ledger => _ledger ??= new PeerLedger();

    /// <summary>Addresses known.</summary>
    public int Count => _peers.Count;

    /// <summary>How often an address was forgotten because it failed too often.</summary>
    public int Forgotten { get; private set; }

    /// <summary>Counts what is known. Takes time that grows with it.</summary>
    public PeerTally Tally()
    {
        var tally = new PeerTally();
        foreach (var peer in _peers.Values)
        {
            if (!peer.IsOwn)
            {
                tally.Add(peer);
            }
        }

        return tally;
    }

    /// <summary>Who told of an address; <paramref name="otherwise"/> where it is not known.</summary>
    public PeerSource SourceOf(IPEndPoint address, PeerSource otherwise) =>
        _peers.TryGetValue(address.Unmap(), out var peer) ? peer.Source : otherwise;

    /// <summary>Learns of an address. False when it is refused: impossible, banned, or no better than any of the <see cref="MaxPeers"/> known.</summary>
    public bool Add(IPEndPoint address, PeerSource source) => TryGetOrAdd(address, source, out _);

    /// <summary>Learns of an address from another peer. What is told of it counts only where it was not known before.</summary>
    /// <param name="address">The address.</param>
    /// <param name="teller">Where the other peer is seen.</param>
    /// <param name="isSeed">It is said to have everything.</param>
    public void AddHearsay(IPEndPoint address, IPEndPoint teller, bool isSeed)
    {
        var isNew = !_peers.ContainsKey(address.Unmap());
        if (TryGetOrAdd(address, PeerSource.Pex, out var peer, TellerOf(teller)) && isNew)
        {
            peer.IsSeed = isSeed;
        }
    }

    /// <summary>How many addresses are known from this peer alone, and have not been connected to.</summary>
    public int CountUnproven(IPEndPoint teller)
    {
        var key = TellerOf(teller);
        return _peers.Values.Count(peer => peer.Source == PeerSource.Pex && key.Equals(peer.Teller));
    }

    /// <summary>Picks an address to connect to, and counts it as being connected to until told how that went.</summary>
    /// <param name="now">The present.</param>
    /// <param name="skipSeeds">Whether peers that have everything are of no use, as to a seed.</param>
    /// <param name="address">The address.</param>
    public bool TryNext(TimeSpan now, bool skipSeeds, [NotNullWhen(true)] out IPEndPoint? address)
    {
        KnownPeer? best = null;
        var equals = 0;
        foreach (var peer in _peers.Values)
        {
            if (peer.IsBusy || peer.IsOwn || now < peer.NotBefore || (skipSeeds && peer.IsSeed))
            {
                continue;
            }

            var order = best is null ? -1 : peer.CompareUse(best);
            equals = order < 0 ? 1 : order == 0 ? equals + 1 : equals;
            if (order < 0 || (order == 0 && random.Next(equals) == 0))
            {
                best = peer;
            }
        }

        address = best?.Address;
        if (best is not null)
        {
            best.IsBusy = true;
        }

        return best is not null;
    }

    /// <summary>A session with this address began, made by either side.</summary>
    public void Connected(IPEndPoint address, PeerSource source = PeerSource.Incoming)
    {
        if (TryGetOrAdd(address, source, out var peer))
        {
            peer.IsBusy = true;
            peer.Failure = ConnectFailure.None;
        }
    }

    /// <summary>A session that got as far as the handshake ended. Its address is left alone for <see cref="FirstDelay"/>.</summary>
    public void Disconnected(IPEndPoint address, TimeSpan now)
    {
        if (_peers.TryGetValue(address.Unmap(), out var peer))
        {
            peer.IsBusy = false;
            peer.Failures = 0;
            peer.Failure = ConnectFailure.None;
            peer.NotBefore = now + Jittered(FirstDelay);
        }
    }

    /// <summary>Connecting failed, or the session broke before or by its handshake. The address is left alone, longer each time, and in the end forgotten.</summary>
    public void Failed(IPEndPoint address, TimeSpan now, ConnectFailure failure = ConnectFailure.BrokeOff)
    {
        if (!_peers.TryGetValue(address.Unmap(), out var peer))
        {
            return;
        }

        peer.IsBusy = false;
        peer.Failures++;
        peer.Failure = failure;
        peer.NotBefore = now + Jittered(TimeSpan.FromTicks(Math.Min(MaxDelay.Ticks, FirstDelay.Ticks << Math.Min(peer.Failures - 1, 20))));
        if (peer.Failures >= MaxFailures && peer.Source != PeerSource.User)
        {
            Forgotten++;
            _ = _peers.Remove(peer.Address);
        }
    }

    /// <summary>Nobody is connected or being connected to any more: all may be tried again, at once where they did not fail.</summary>
    public void Rest()
    {
        foreach (var peer in _peers.Values)
        {
            peer.IsBusy = false;
            peer.NotBefore = peer.Failures == 0 ? TimeSpan.Zero : peer.NotBefore;
        }
    }

    /// <summary>It has everything, or no longer.</summary>
    public void MarkSeed(IPEndPoint address, bool isSeed = true)
    {
        if (_peers.TryGetValue(address.Unmap(), out var peer))
        {
            peer.IsSeed = isSeed;
        }
    }

    /// <summary>It is this engine itself: it is never connected to again.</summary>
    public void MarkOwn(IPEndPoint address)
    {
        if (TryGetOrAdd(address, PeerSource.Incoming, out var peer))
        {
            peer.IsOwn = true;
            peer.IsBusy = false;
        }
    }

    /// <summary>It sent bad data: it is forgotten, and not learnt of again. See <see cref="BanList"/>.</summary>
    public void Ban(IPEndPoint address)
    {
        var bans = _bans ??= new BanList();
        bans.Add(address.Unmap());
        foreach (var banned in _peers.Keys.Where(bans.Contains).ToList())
        {
            _ = _peers.Remove(banned);
        }
    }

    /// <summary>Whether a session with it is to be refused.</summary>
    public bool IsBanned(IPEndPoint address) => _bans?.Contains(address.Unmap()) ?? false;

    /// <summary>
    /// Addresses worth remembering for the next run, at most <paramref name="count"/>: those of the user first, then those that failed least,
    /// and among them those that come from the most trusted.
    /// </summary>
    public IReadOnlyList<IPEndPoint> Best(int count) =>
        [.. _peers.Values.Where(peer => !peer.IsOwn).Order(KnownPeer.ByUse).ThenBy(peer => peer.Source).Take(count).Select(peer => peer.Address)];

    private static bool IsPossible(IPEndPoint address) =>
        address.Port != 0
        && !address.Address.Equals(IPAddress.Any)
        && !address.Address.Equals(IPAddress.IPv6Any)
        && !address.Address.Equals(IPAddress.Broadcast)
        && !address.Address.IsIPv6Multicast
        && !(address.Address.IsIPv4() && address.Address.GetAddressBytes()[0] >= 224);

    // A peer that comes again from another port is the same; on one machine many are apart by their ports alone.
    private static IPEndPoint TellerOf(IPEndPoint teller) =>
        IPAddress.IsLoopback(teller.Address) ? teller.Unmap() : new IPEndPoint(teller.Address.Unmap(), 0);

    private bool TryGetOrAdd(IPEndPoint address, PeerSource source, [NotNullWhen(true)] out KnownPeer? peer, IPEndPoint? teller = null)
    {
        var plain = address.Unmap();
        if (_peers.TryGetValue(plain, out peer))
        {
            peer.Source = peer.Source < source ? peer.Source : source;
            return true;
        }

        if (!IsPossible(plain) || IsBanned(plain) || (_peers.Count >= MaxPeers && !EvictWorseThan(source)))
        {
            return false;
        }

        peer = new KnownPeer(new IPEndPoint(plain.Address, plain.Port), source) { Teller = teller };
        _peers.Add(peer.Address, peer);
        return true;
    }

    // Whoever fails gives way to anybody; who works gives way only to a better source.
    private bool EvictWorseThan(PeerSource source)
    {
        KnownPeer? worst = null;
        foreach (var peer in _peers.Values)
        {
            if (!peer.IsBusy && peer.Source != PeerSource.User && (worst is null || peer.CompareWorth(worst) > 0))
            {
                worst = peer;
            }
        }

        return worst is not null && (worst.Failures > 0 || worst.Source > source) && _peers.Remove(worst.Address);
    }

    private TimeSpan Jittered(TimeSpan delay) => delay * (0.75 + (random.NextDouble() / 2));
}
