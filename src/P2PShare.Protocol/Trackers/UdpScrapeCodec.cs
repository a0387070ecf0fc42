using System.Buffers.Binary;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.Trackers;

/// <summary>Scrapes over UDP. BEP 15, "scrape".</summary>
public static class UdpScrapeCodec
{
    // request:  | header | info-hash, 20 bytes | ...
    // response: | header | seeders | completed | leechers | ...
    //                    | i32 BE  | i32 BE    | i32 BE   |
    private const int CountsSize = 12;

    /// <summary>Bytes of the longest request or answer.</summary>
    public const int MaxSize = UdpRequestHeader.Size + (TrackerLimits.MaxScrape * Sha1Hash.Size);

    /// <summary>Writes a request for at most <see cref="TrackerLimits.MaxScrape"/> torrents; the number of bytes.</summary>
    public static int WriteRequest(Span<byte> datagram, long connectionId, uint transactionId, IReadOnlyList<Sha1Hash> infoHashes)
    {
        ArgumentNullException.ThrowIfNull(infoHashes);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(infoHashes.Count, TrackerLimits.MaxScrape);
        new UdpRequestHeader(connectionId, UdpTrackerAction.Scrape, transactionId).Write(datagram);
        for (var i = 0; i < infoHashes.Count; i++)
        {
            infoHashes[i].CopyTo(datagram[(UdpRequestHeader.Size + (i * Sha1Hash.Size))..]);
        }

        return UdpRequestHeader.Size + (infoHashes.Count * Sha1Hash.Size);
    }

    /// <summary>How many torrents a request names; more than <see cref="TrackerLimits.MaxScrape"/> are passed over.</summary>
    public static int CountRequested(ReadOnlySpan<byte> datagram) =>
        Math.Clamp((datagram.Length - UdpRequestHeader.Size) / Sha1Hash.Size, 0, TrackerLimits.MaxScrape);

    /// <summary>One of the torrents that a request names.</summary>
    /// <param name="datagram">The request.</param>
    /// <param name="index">From 0 to <see cref="CountRequested"/> less one.</param>
    public static Sha1Hash ReadRequested(ReadOnlySpan<byte> datagram, int index) =>
        new(datagram.Slice(UdpRequestHeader.Size + (index * Sha1Hash.Size), Sha1Hash.Size));

    /// <summary>Writes the answer; the number of bytes.</summary>
    public static int WriteResponse(Span<byte> datagram, uint transactionId, ReadOnlySpan<ScrapeCounts> counts)
    {
        new UdpResponseHeader(UdpTrackerAction.Scrape, transactionId).Write(datagram);
        var rest = datagram[UdpResponseHeader.Size..];
        foreach (var (complete, downloaded, incomplete) in counts)
        {
            BinaryPrimitives.WriteInt32BigEndian(rest, complete);
            BinaryPrimitives.WriteInt32BigEndian(rest[4..], downloaded);
            BinaryPrimitives.WriteInt32BigEndian(rest[8..], incomplete);
            rest = rest[CountsSize..];
        }

        return UdpResponseHeader.Size + (counts.Length * CountsSize);
    }

    /// <summary>Reads the answer for as many of the torrents asked for as it has whole entries; false when it is no answer to a scrape.</summary>
    public static bool TryReadResponse(ReadOnlySpan<byte> datagram, IReadOnlyList<Sha1Hash> asked, out ScrapeResponse response)
    {
        ArgumentNullException.ThrowIfNull(asked);
        response = new ScrapeResponse();
        if (!UdpResponseHeader.TryRead(datagram, out var header) || header.Action != UdpTrackerAction.Scrape)
        {
            return false;
        }

        var torrents = new Dictionary<Sha1Hash, ScrapeCounts>();
        var rest = datagram[UdpResponseHeader.Size..];
        for (var i = 0; i < asked.Count && rest.Length >= CountsSize; i++, rest = rest[CountsSize..])
        {
            torrents[asked[i]] = new ScrapeCounts(ReadCount(rest), ReadCount(rest[4..]), ReadCount(rest[8..]));
        }

        response = new ScrapeResponse { Torrents = torrents };
        return true;
    }

    private static int ReadCount(ReadOnlySpan<byte> bytes) => Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(bytes));
}
