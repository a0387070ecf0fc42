using System.Net;
using P2PShare.Dht.Defence;
using P2PShare.Dht.Items;
using P2PShare.Dht.Routing;
using P2PShare.Dht.Storage;
using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht;

/// <summary>Turns a query into its answer. Whom to answer at all, and how often, is decided before. Sends nothing. Not thread-safe.</summary>
internal sealed class QueryAnswerer(PeerStore peers, ItemStore items, AnnounceTokens tokens, Random random)
{
    // BEP 51: the samples change with each question here; asking more often than this gains little.
    private const int SampleInterval = 60;
    private const int MaxSamples = 20;

    // "6:" and "18:" before each, and the list around them.
    private const int IPv4ValueSize = 8;
    private const int IPv6ValueSize = 21;
    private const int ListSize = 12;

    /// <summary>Answers one query.</summary>
    /// <param name="query">What is asked.</param>
    /// <param name="sender">By whom.</param>
    /// <param name="table">The nodes of the family that the question came over.</param>
    /// <param name="other">Those of the other family, where there are any.</param>
    /// <param name="limit">Most bytes of the answer.</param>
    /// <returns>A response or an error, without its transaction id.</returns>
    public (KrpcResponse? Response, KrpcError? Error) Answer(KrpcQuery query, IPEndPoint sender, RoutingTable table, RoutingTable? other, int limit)
    {
        var empty = new KrpcResponse { Id = table.Own };
        return query.Method switch
        {
            KrpcMethod.Ping => (empty, null),
            KrpcMethod.FindNode => (AnswerSize.Fit(WithNodes(empty, query, sender, table, other), limit), null),
            KrpcMethod.GetPeers => (AnswerPeers(WithNodes(empty, query, sender, table, other), query, sender, limit), null),
            KrpcMethod.AnnouncePeer => Announce(empty, query, sender),
            KrpcMethod.Get => (AnswerItem(WithNodes(empty, query, sender, table, other), query, sender, limit), null),
            KrpcMethod.Put => Put(empty, query, sender),
            KrpcMethod.SampleInfohashes => (AnswerSize.Fit(Sample(WithNodes(empty, query, sender, table, other)), limit), null),
            _ => (null, new KrpcError(KrpcErrorCode.MethodUnknown, "unknown method")),
        };
    }

    private static KrpcResponse WithNodes(KrpcResponse response, KrpcQuery query, IPEndPoint sender, RoutingTable table, RoutingTable? other)
    {
        var isIPv4 = sender.Address.IsIPv4();
        var own = isIPv4 ? KrpcFamilies.IPv4 : KrpcFamilies.IPv6;
        var want = query.Want == KrpcFamilies.None ? own : query.Want;
        var (nodes, nodes6) = isIPv4 ? (table, other) : (other, table);
        return response with
        {
            Nodes = want.HasFlag(KrpcFamilies.IPv4) ? Nearest(nodes, query, sender) : null,
            Nodes6 = want.HasFlag(KrpcFamilies.IPv6) ? Nearest(nodes6, query, sender) : null,
        };
    }

    private static List<CompactNode> Nearest(RoutingTable? table, KrpcQuery query, IPEndPoint sender)
    {
        var scope = AddressScopes.Of(sender);
        var found = table?.Nearest(query.Target, DhtLimits.BucketSize, onlyGood: true) ?? [];

        // Nodes of our own machine or network mean nothing to the internet, and are none of its business.
        return [.. found.Where(node => AddressScopes.Of(node.EndPoint) >= scope).Select(static node => node.Compact)];
    }

    private KrpcResponse AnswerPeers(KrpcResponse response, KrpcQuery query, IPEndPoint sender, int limit)
    {
        if (peers.HasRoom(query.Target))
        {
            response = response with { Token = tokens.Create(sender.Address) };
        }

        if (peers.Find(query.Target) is not { } torrent)
        {
            return AnswerSize.Fit(response, limit);
        }

        if (query.WantsScrape)
        {
            var (seeds, others) = torrent.Scrape();
            response = response with { Seeds = seeds, Peers = others };
        }

        response = AnswerSize.Fit(response, limit);
        var room = limit - AnswerSize.Of(response) - ListSize;
        var count = Math.Max(0, room / (sender.Address.IsIPv4() ? IPv4ValueSize : IPv6ValueSize));
        return response with { Values = torrent.Sample(count, !query.ExcludesSeeds, AddressScopes.Of(sender), random) };
    }

    private (KrpcResponse? Response, KrpcError? Error) Announce(KrpcResponse empty, KrpcQuery query, IPEndPoint sender)
    {
        if (!tokens.IsValid(query.Token.Span, sender.Address))
        {
            return (null, new KrpcError(KrpcErrorCode.Protocol, "bad token"));
        }

        peers.Announce(query.Target, query.IsPortImplied ? sender : new IPEndPoint(sender.Address, query.Port), query.IsSeed);
        return (empty, null);
    }

    private KrpcResponse AnswerItem(KrpcResponse response, KrpcQuery query, IPEndPoint sender, int limit)
    {
        response = response with { Token = tokens.Create(sender.Address) };
        if (items.Find(query.Target) is not { } item)
        {
            return AnswerSize.Fit(response, limit);
        }

        // Whoever has it already needs only the number. BEP 44.
        response = item.Sequence is { } sequence && query.KnownSequence >= sequence
            ? response with { Item = new KrpcItem { Sequence = sequence } }
            : response with { Item = item };
        return AnswerSize.Fit(response, DhtLimits.MaxItemAnswer);
    }

    private (KrpcResponse? Response, KrpcError? Error) Put(KrpcResponse empty, KrpcQuery query, IPEndPoint sender)
    {
        if (!tokens.IsValid(query.Token.Span, sender.Address))
        {
            return (null, new KrpcError(KrpcErrorCode.Protocol, "bad token"));
        }

        var item = query.Item!;
        var target = item.IsMutable ? ItemText.TargetOf(item.Key.Span, query.Salt.Span) : ItemText.TargetOf(item.Value.Span);
        if (!ItemSignature.Proves(item, target, query.Salt.Span))
        {
            return (null, new KrpcError(KrpcErrorCode.InvalidSignature, "invalid signature"));
        }

        return items.Put(target, item, query.ExpectedSequence, sender.Address) is { } refusal ? (null, refusal) : (empty, null);
    }

    private KrpcResponse Sample(KrpcResponse response) => response with
    {
        Samples = [.. peers.Sample(MaxSamples).Select(static id => id.ToHash())],
        SampleCount = peers.TorrentCount,
        SampleInterval = SampleInterval,
    };
}
