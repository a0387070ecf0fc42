using P2PShare.Net.Addresses;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Tracker.Udp;

/// <summary>
/// Turns a request datagram into the answer. Whoever has not proved that it receives at its address gets no more bytes than it sent; what is no
/// request, or comes without such proof, gets nothing. Does no I/O. BEP 15.
/// </summary>
internal sealed class UdpRequestHandler(AnnounceDesk desk, ConnectionIds connectionIds, TrackerCounters counters) : IDatagramResponder
{
    /// <summary>Answers fit into one packet on any path that IPv6 allows.</summary>
    public const int MaxResponse = 1_232;

    /// <summary>Writes the answer; its length, 0 for none.</summary>
    /// <param name="datagram">The request.</param>
    /// <param name="sender">Who sent it.</param>
    /// <param name="answer">At least <see cref="MaxResponse"/> bytes.</param>
    public int Respond(ReadOnlySpan<byte> datagram, HostEndPoint sender, Span<byte> answer)
    {
        if (sender.Port == 0 || !UdpRequestHeader.TryRead(datagram, out var header))
        {
            return Drop();
        }

        if (header.IsConnect)
        {
            return UdpConnectCodec.WriteResponse(answer, header.TransactionId, connectionIds.Create(sender.Address));
        }

        if (!connectionIds.IsValid(header.ConnectionId, sender.Address))
        {
            return Drop();
        }

        return header.Action switch
        {
            UdpTrackerAction.Announce => Announce(datagram, header.TransactionId, sender.Address, answer),
            UdpTrackerAction.Scrape => Scrape(datagram, header.TransactionId, answer),
            _ => Refuse(answer, header.TransactionId, "unknown action"),
        };
    }

    private int Announce(ReadOnlySpan<byte> datagram, uint transactionId, HostAddress client, Span<byte> answer)
    {
        if (!UdpAnnounceRequest.TryRead(datagram, out var request))
        {
            return Refuse(answer, transactionId, "the announce is too short");
        }

        if (!desk.Serves(request.InfoHash))
        {
            return Refuse(answer, transactionId, TrackerRefusals.NotServed);
        }

        var room = answer[UdpAnnounceCodec.ResponseSize..MaxResponse];
        var (complete, _, incomplete) = desk.Announce(request, client, room, out var length);
        counters.CountUdpAnnounce();
        return UdpAnnounceCodec.WriteResponse(answer, transactionId, desk.NextInterval(), incomplete, complete, room[..length]);
    }

    private int Scrape(ReadOnlySpan<byte> datagram, uint transactionId, Span<byte> answer)
    {
        Span<ScrapeCounts> counts = stackalloc ScrapeCounts[UdpScrapeCodec.CountRequested(datagram)];
        for (var i = 0; i < counts.Length; i++)
        {
            counts[i] = desk.Scrape(UdpScrapeCodec.ReadRequested(datagram, i));
        }

        counters.CountScrape();
        return UdpScrapeCodec.WriteResponse(answer, transactionId, counts);
    }

    private int Refuse(Span<byte> answer, uint transactionId, string reason)
    {
        counters.CountRefused();
        return UdpErrorCodec.WriteResponse(answer, transactionId, reason);
    }

    private int Drop()
    {
        counters.CountDropped();
        return 0;
    }
}
