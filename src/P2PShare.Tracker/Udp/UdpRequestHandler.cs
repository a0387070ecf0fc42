using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Tracker.Udp;

/// <summary>
/// Turns a request datagram into the answer. Whoever has not proved that it receives at its address gets no more bytes than it sent; what is no
/// request, or comes without such proof, gets nothing. Does no I/O. BEP 15.
/// </summary>
internal sealed class UdpRequestHandler(AnnounceDesk desk, ConnectionIds connectionIds, TrackerCounters counters)
{
    /// <summary>Answers fit into one packet on any path that IPv6 allows.</summary>
    public const int MaxResponse = 1_232;

    /// <summary>Writes the answer; its length, 0 for none.</summary>
    /// <param name="request">The datagram.</param>
    /// <param name="client">Who sent it.</param>
    /// <param name="response">At least <see cref="MaxResponse"/> bytes.</param>
    public int Handle(ReadOnlySpan<byte> request, IPEndPoint client, Span<byte> response)
    {
        if (client.Port == 0 || !UdpRequestHeader.TryRead(request, out var header))
        {
            return Drop();
        }

        if (header.IsConnect)
        {
            return UdpConnectCodec.WriteResponse(response, header.TransactionId, connectionIds.Create(client.Address));
        }

        if (!connectionIds.IsValid(header.ConnectionId, client.Address))
        {
            return Drop();
        }

        return header.Action switch
        {
            UdpTrackerAction.Announce => Announce(request, header.TransactionId, client, response),
            UdpTrackerAction.Scrape => Scrape(request, header.TransactionId, response),
            _ => Refuse(response, header.TransactionId, "unknown action"),
        };
    }

    private int Announce(ReadOnlySpan<byte> datagram, uint transactionId, IPEndPoint client, Span<byte> response)
    {
        if (!UdpAnnounceCodec.TryReadRequest(datagram, out var request))
        {
            return Refuse(response, transactionId, "the announce is too short");
        }

        if (!desk.Serves(request.InfoHash))
        {
            return Refuse(response, transactionId, TrackerRefusals.NotServed);
        }

        var isIPv4 = client.Address.IsIPv4();
        var room = (MaxResponse - UdpAnnounceCodec.ResponseSize) / (isIPv4 ? CompactPeers.IPv4Size : CompactPeers.IPv6Size);

        // The field for an address has no meaning over IPv6. BEP 15, "IPv6".
        var selection = desk.Announce(isIPv4 ? request : request with { Address = null }, client.Address, room, bothFamilies: false);
        counters.CountUdpAnnounce();
        var (complete, _, incomplete) = selection.Counts;
        return UdpAnnounceCodec.WriteResponse(
            response, transactionId, desk.NextInterval(), incomplete, complete, isIPv4 ? selection.IPv4 : selection.IPv6);
    }

    private int Scrape(ReadOnlySpan<byte> datagram, uint transactionId, Span<byte> response)
    {
        Span<ScrapeCounts> counts = stackalloc ScrapeCounts[UdpScrapeCodec.CountRequested(datagram)];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = desk.Scrape(UdpScrapeCodec.ReadRequested(datagram, i));
        }

        counters.CountScrape();
        return UdpScrapeCodec.WriteResponse(response, transactionId, counts);
    }

    private int Refuse(Span<byte> response, uint transactionId, string reason)
    {
        counters.CountRefused();
        return UdpErrorCodec.WriteResponse(response, transactionId, reason);
    }

    private int Drop()
    {
        counters.CountDropped();
        return 0;
    }
}
