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

    /// <summary>Takes an announce over HTTP for a torrent that is served.</summary>
    /// <param name="request">What the client says.</param>
    /// <param name="source">Where it says it from.</param>
    /// <param name="bothFamilies">Whether the answer can carry both.</param>
    public Selection Announce(AnnounceRequest request, HostAddress source, bool bothFamilies) => table.Announce(new Announcement
    {
        InfoHash = request.InfoHash,
        PeerId = request.PeerId,
        EndPoint = new HostEndPoint(request.Address is { } claimed ? AddressOf(claimed, source) : source, (ushort)request.Port),
        IsSeed = request.Left == 0,
        Event = request.Event,
        Wanted = Math.Min(request.PeersWanted ?? UsualWanted, options.MaxPeers),
        BothFamilies = bothFamilies,
        WithPeerIds = !request.Compact && !request.OmitPeerIds,
    });

    /// <summary>Takes an announce over UDP for a torrent that is served.</summary>
    /// <param name="request">What the client says.</param>
    /// <param name="source">Where it says it from.</param>
    /// <param name="peers">Gets peers of the client's family in compact form, as many as fit.</param>
    /// <param name="length">How many bytes of them there are now.</param>
    public ScrapeCounts Announce(in UdpAnnounceRequest request, HostAddress source, Span<byte> peers, out int length) => table.Announce(
        new Announcement
        {
            InfoHash = request.InfoHash,
            PeerId = request.PeerId,

            // The field for an address has no meaning over IPv6. BEP 15, "IPv6".
            EndPoint = new HostEndPoint(source.IsIPv4 && !request.Address.IsEmpty ? AddressOf(HostAddress.Read(request.Address), source) : source, request.Port),
            IsSeed = request.Left == 0,
            Event = request.Event,
            Wanted = Math.Min(request.PeersWanted ?? UsualWanted, options.MaxPeers),
        },
        peers,
        out length);

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
    private static HostAddress AddressOf(HostAddress claimed, HostAddress source)
    {
        var scope = AddressScopes.Of(source);
        return scope != AddressScope.Global && AddressScopes.Believes(scope, claimed) ? claimed : source;
    }
}
