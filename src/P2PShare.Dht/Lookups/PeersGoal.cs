using P2PShare.Net.Addresses;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Lookups;

/// <summary>Finds a torrent's peers, and announces us where it is to. Peers are told the moment they are found. BEP 5, BEP 33.</summary>
/// <param name="announcement">What to announce; null to announce nothing.</param>
/// <param name="found">Gets the peers.</param>
/// <param name="done">Gets the outcome.</param>
internal sealed class PeersGoal(PeerAnnouncement? announcement, FoundPeers found, TaskCompletionSource<LookupReport> done) : ILookupGoal
{
    /// <summary>The seeds and other peers as nodes count them; null where counting is not asked for.</summary>
    public (ScrapeFilter Seeds, ScrapeFilter Peers)? Scrape { get; init; }

    public KrpcQuery Ask(NodeId own, NodeId target) =>
        new() { Method = KrpcMethod.GetPeers, Id = own, Target = target, WantsScrape = Scrape is not null };

    public void Take(Candidate from, KrpcResponse answer)
    {
        foreach (var peer in answer.Values)
        {
            if (AddressScopes.Believes(from.Scope, peer))
            {
                found.Add(peer);
            }
        }

        Count(answer);
    }

    public KrpcQuery? Store(NodeId own, NodeId target, Candidate on) => announcement is null
        ? null
        : new KrpcQuery
        {
            Method = KrpcMethod.AnnouncePeer,
            Id = own,
            Target = target,
            Token = on.Token,
            Port = announcement.Port,
            IsPortImplied = announcement.IsPortImplied,
            IsSeed = announcement.IsSeed,
        };

    public void End(LookupReport report) => done.TrySetResult(report);

    private void Count(KrpcResponse answer)
    {
        if (Scrape is not { } scrape)
        {
            return;
        }

        // A filter that is full would make any swarm look huge.
        if (answer.Seeds is { IsFull: false } seeds)
        {
            scrape.Seeds.Unite(seeds);
        }

        if (answer.Peers is { IsFull: false } peers)
        {
            scrape.Peers.Unite(peers);
        }
        else if (answer.Peers is null)
        {
            // A node that cannot scrape: whom it tells of counts as a peer unless others know it as a seed.
            foreach (var peer in answer.Values.Where(peer => !scrape.Seeds.MayContain(peer.Address)))
            {
                scrape.Peers.Add(peer.Address);
            }
        }
    }
}
