using System.Net;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;
using P2PShare.Tracker.Peers;

namespace P2PShare.Tracker.Http;

/// <summary>Turns the path and query of a request into the reply. Does no I/O. BEP 3, 7, 23, 24, 48.</summary>
internal sealed class HttpRequestHandler(AnnounceDesk desk, TrackerPages pages, TrackerCounters counters)
{
    /// <summary>The reply to a GET.</summary>
    /// <param name="path">The decoded path.</param>
    /// <param name="query">The raw query, with or without its question mark.</param>
    /// <param name="source">Who asks.</param>
    public HttpReply Handle(string path, ReadOnlySpan<char> query, IPAddress source) => path switch
    {
        "/announce" => Announce(query, source),
        "/scrape" => Scrape(query),
        "/stats" => pages.Stats(),
        "/metrics" => pages.Metrics(),
        "/" => pages.Home(),
        _ => HttpReply.NotFound,
    };

    private HttpReply Announce(ReadOnlySpan<char> query, IPAddress source)
    {
        if (!AnnounceQuery.TryRead(query, out var request, out var problem))
        {
            return Refuse(problem);
        }

        if (!desk.Serves(request.InfoHash))
        {
            return Refuse(TrackerRefusals.NotServed);
        }

        var selection = desk.Announce(request, source, bothFamilies: true);
        counters.CountHttpAnnounce();
        return Answer(request, selection, source);
    }

    private HttpReply Answer(AnnounceRequest request, Selection selection, IPAddress source)
    {
        var head = new AnnounceResponse
        {
            Interval = desk.NextInterval(),
            MinInterval = desk.MinInterval,
            Complete = selection.Counts.Complete,
            Incomplete = selection.Counts.Incomplete,
            ExternalAddress = source,
        };
        return HttpReply.Bencoded(output =>
        {
            if (request.Compact)
            {
                HttpAnnounceWriter.WriteCompact(output, head, selection.IPv4, selection.IPv6);
            }
            else
            {
                HttpAnnounceWriter.WriteDictionaries(output, head, selection.IPv4, selection.IPv6, selection.PeerIds);
            }
        });
    }

    private HttpReply Scrape(ReadOnlySpan<char> query)
    {
        var infoHashes = ScrapeQuery.Read(query);
        if (infoHashes.Count == 0)
        {
            return Refuse("a scrape names its torrents: info_hash must be 20 bytes, percent-encoded");
        }

        counters.CountScrape();
        var counts = infoHashes.ToDictionary<Sha1Hash, Sha1Hash, ScrapeCounts>(static infoHash => infoHash, desk.Scrape);
        return HttpReply.Bencoded(output => HttpScrapeCodec.Write(output, counts));
    }

    private HttpReply Refuse(string reason)
    {
        counters.CountRefused();
        return HttpReply.Bencoded(output => HttpAnnounceWriter.WriteFailure(output, reason));
    }
}
