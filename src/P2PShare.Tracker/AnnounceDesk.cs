using System.Net;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;
using P2PShare.Tracker.Peers;

namespace P2PShare.Tracker;

/// <summary>What HTTP and UDP have in common: who is served, under which address a client is known, how many peers it gets and when it comes back.</summary>
internal sealed class AnnounceDesk(TrackerOptions options, PeerTable table, Random random)
{
    private const int UsualWanted = 50;

    /// <summary>Clients in need of peers may come back this soon.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMinutes(1);

    /// <summary>No announce before this has passed.</summary>
    public TimeSpan MinInterval => options.Interval < ShortestWait ? options.Interval : ShortestWait;

    /// <summary>Whether a torrent is served.</summary>
    public bool Serves(Sha1Hash infoHash) => options.Allowed?.Contains(infoHash) ?? true;

    /// <summary>Takes an announce for a torrent that is served.</summary>
    /// <param name="request">What the client says.</param>
    /// <param name="source">Where it says it from.</param>
    /// <param name="maxPeers">What the answer has room for.</param>
    /// <param name="bothFamilies">Whether the answer can carry both.</param>
    public Selection Announce(AnnounceRequest request, IPAddress source, int maxPeers, bool bothFamilies) => table.Announce(new Announcement
    {
        InfoHash = request.InfoHash,
        PeerId = request.PeerId,
        EndPoint = new IPEndPoint(AddressOf(request, source), request.Port),
        IsSeed = request.Left == 0,
        Event = request.Event,
        Wanted = Math.Min(Math.Min(request.PeersWanted ?? UsualWanted, maxPeers), options.MaxPeers),
        BothFamilies = bothFamilies,
        WithPeerIds = !request.Compact && !request.OmitPeerIds,
    });

    /// <summary>What is known of a torrent; zeros when it is not served.</summary>
    public ScrapeCounts Scrape(Sha1Hash infoHash) => Serves(infoHash) ? table.Scrape(infoHash) : default;

    /// <summary>When the client is to come back: the interval and up to a tenth of it, so that clients that began together do not stay together.</summary>
    public TimeSpan NextInterval()
    {
        lock (random)
        {
            return options.Interval * (1 + (random.NextDouble() / 10));
        }
    }

    // A client behind the same NAT as the tracker knows its address better than we do; anyone else could point us at a victim.
    private static IPAddress AddressOf(AnnounceRequest request, IPAddress source)
    {
        var scope = AddressScopes.Of(source);
        return request.Address is { } claimed && scope != AddressScope.Global && AddressScopes.Believes(scope, claimed) ? claimed : source;
    }
}
