using System.Net;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.LocalDiscovery;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// Which announces of the local network are heard: not our own, only from near addresses and neighbours, only for torrents of ours, and few of one sender in
/// a while, however many it sends. Its memory is bounded. <c>now</c> is monotonic.
/// </summary>
/// <param name="cookie">Our own.</param>
internal sealed class LocalHearing(string cookie)
{
    /// <summary>Most ports of one address that are heard for one torrent in one <see cref="Window"/>: programs on one machine.</summary>
    public const int MaxPorts = 8;

    /// <summary>Most senders remembered. When so many have come in one window, no more are heard.</summary>
    public const int MaxSenders = 4096;

    private readonly Dictionary<(Sha1Hash InfoHash, IPAddress Sender), Visitor> _visitors = [];

    /// <summary>How long a sender's announce of a torrent is enough.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(4);

    /// <summary>The torrents for which this announce brings a peer.</summary>
    /// <param name="announcement">What was announced.</param>
    /// <param name="sender">By whom.</param>
    /// <param name="isNeighbour">Whether the sender is in a network of ours, as most have global addresses there with IPv6. Anybody's datagram may have come to our port.</param>
    /// <param name="isOurs">Whether a torrent takes part.</param>
    /// <param name="now">The present.</param>
    public IReadOnlyList<Sha1Hash> Hear(LocalAnnouncement announcement, IPAddress sender, bool isNeighbour, Func<Sha1Hash, bool> isOurs, TimeSpan now)
    {
        var isNear = AddressScopes.Of(sender) is var scope && (scope is AddressScope.Private or AddressScope.Loopback || (scope == AddressScope.Global && isNeighbour));
        return !isNear || string.Equals(announcement.Cookie, cookie, StringComparison.OrdinalIgnoreCase)
            ? []
            : [.. announcement.InfoHashes.Where(hash => isOurs(hash) && IsNews((hash, sender), announcement.Port, now))];
    }

    private bool IsNews((Sha1Hash InfoHash, IPAddress Sender) key, int port, TimeSpan now)
    {
        if (_visitors.TryGetValue(key, out var visitor) && now < visitor.Until)
        {
            return visitor.Ports.Count < MaxPorts && visitor.Ports.Add(port);
        }

        if (_visitors.Count >= MaxSenders && !Forget(now))
        {
            return false;
        }

        _visitors[key] = new Visitor(now + Window, [port]);
        return true;
    }

    private bool Forget(TimeSpan now)
    {
        foreach (var (key, visitor) in _visitors)
        {
            if (now >= visitor.Until)
            {
                _ = _visitors.Remove(key);
            }
        }

        return _visitors.Count < MaxSenders;
    }

    private sealed record Visitor(TimeSpan Until, HashSet<int> Ports);
}
