using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;

namespace P2PShare.Protocol.Trackers;

/// <summary>Announces over UDP. BEP 15, "announce", with the options of BEP 41.</summary>
public static class UdpAnnounceCodec
{
    /// <summary>Bytes of a request without options.</summary>
    public const int RequestSize = 98;

    // response:
    // | header | interval | leechers | seeders | peers of 6 or 18 bytes |
    // | 0      | 8        | 12       | 16      | 20                     |

    /// <summary>Bytes of an answer without peers.</summary>
    public const int ResponseSize = 20;

    /// <summary>Bytes of a request with its options.</summary>
    public static int SizeOfRequest(string urlData) => RequestSize + UdpUrlData.SizeOf(urlData);

    /// <summary>Writes a request; the number of bytes.</summary>
    /// <param name="datagram">At least <see cref="SizeOfRequest"/> bytes.</param>
    /// <param name="connectionId">What the tracker gave.</param>
    /// <param name="transactionId">Comes back in the answer.</param>
    /// <param name="request">What to say. An address is said where it is IPv4.</param>
    /// <param name="urlData">Path and query of the announce URL, ASCII; empty for none.</param>
    public static int WriteRequest(Span<byte> datagram, long connectionId, uint transactionId, AnnounceRequest request, string urlData)
    {
        ArgumentNullException.ThrowIfNull(request);
        new UdpRequestHeader(connectionId, UdpTrackerAction.Announce, transactionId).Write(datagram);
        request.InfoHash.CopyTo(datagram[UdpAnnounceRequest.InfoHashOffset..]);
        request.PeerId.CopyTo(datagram[UdpAnnounceRequest.PeerIdOffset..]);
        BinaryPrimitives.WriteInt64BigEndian(datagram[UdpAnnounceRequest.DownloadedOffset..], request.Downloaded);
        BinaryPrimitives.WriteInt64BigEndian(datagram[UdpAnnounceRequest.LeftOffset..], request.Left);
        BinaryPrimitives.WriteInt64BigEndian(datagram[UdpAnnounceRequest.UploadedOffset..], request.Uploaded);
        BinaryPrimitives.WriteInt32BigEndian(datagram[UdpAnnounceRequest.EventOffset..], (int)request.Event);
        WriteAddress(datagram.Slice(UdpAnnounceRequest.AddressOffset, UdpAnnounceRequest.AddressSize), request.Address);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[UdpAnnounceRequest.KeyOffset..], request.Key);
        BinaryPrimitives.WriteInt32BigEndian(datagram[UdpAnnounceRequest.WantedOffset..], request.PeersWanted ?? -1);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[UdpAnnounceRequest.PortOffset..], (ushort)request.Port);
        return RequestSize + UdpUrlData.Write(datagram[RequestSize..], urlData);
    }

    /// <summary>Reads a request, its header included; false when it is too short or another one. Negative numbers of bytes become the largest.</summary>
    public static bool TryReadRequest(ReadOnlySpan<byte> datagram, [NotNullWhen(true)] out AnnounceRequest? request)
    {
        request = null;
        if (!UdpAnnounceRequest.TryRead(datagram, out var read))
        {
            return false;
        }

        request = new AnnounceRequest
        {
            InfoHash = read.InfoHash,
            PeerId = read.PeerId,
            Downloaded = read.Downloaded,
            Left = read.Left,
            Uploaded = read.Uploaded,
            Event = read.Event,
            Address = read.Address.IsEmpty ? null : new IPAddress(read.Address),
            Key = read.Key,
            PeersWanted = read.PeersWanted,
            Port = read.Port,
        };
        return true;
    }

    /// <summary>Writes an answer; the number of bytes.</summary>
    /// <param name="datagram">At least <see cref="ResponseSize"/> bytes and those of the peers.</param>
    /// <param name="transactionId">That of the request.</param>
    /// <param name="interval">Until the next announce.</param>
    /// <param name="incomplete">Leechers in the swarm.</param>
    /// <param name="complete">Seeds in the swarm.</param>
    /// <param name="peers">In compact form, of the family over which the request came; they may lie there already.</param>
    public static int WriteResponse(Span<byte> datagram, uint transactionId, TimeSpan interval, int incomplete, int complete, ReadOnlySpan<byte> peers)
    {
        new UdpResponseHeader(UdpTrackerAction.Announce, transactionId).Write(datagram);
        BinaryPrimitives.WriteInt32BigEndian(datagram[8..], (int)Math.Clamp(interval.TotalSeconds, 0, int.MaxValue));
        BinaryPrimitives.WriteInt32BigEndian(datagram[12..], incomplete);
        BinaryPrimitives.WriteInt32BigEndian(datagram[16..], complete);
        peers.CopyTo(datagram[ResponseSize..]);
        return ResponseSize + peers.Length;
    }

    /// <summary>Reads an answer; false when it is too short or another one.</summary>
    /// <param name="datagram">The answer.</param>
    /// <param name="peerSize"><see cref="CompactPeers.IPv4Size"/> or <see cref="CompactPeers.IPv6Size"/>, by the family over which it came.</param>
    /// <param name="response">What it says.</param>
    public static bool TryReadResponse(ReadOnlySpan<byte> datagram, int peerSize, [NotNullWhen(true)] out AnnounceResponse? response)
    {
        response = null;
        if (datagram.Length < ResponseSize
            || !UdpResponseHeader.TryRead(datagram, out var header)
            || header.Action != UdpTrackerAction.Announce)
        {
            return false;
        }

        var peers = new List<IPEndPoint>();
        CompactPeers.Read(datagram[ResponseSize..], peerSize, peers, TrackerLimits.MaxPeers);
        response = new AnnounceResponse
        {
            Interval = TimeSpan.FromSeconds(ReadCount(datagram[8..])),
            Incomplete = ReadCount(datagram[12..]),
            Complete = ReadCount(datagram[16..]),
            Peers = peers,
        };
        return true;
    }

    private static int ReadCount(ReadOnlySpan<byte> bytes) => Math.Max(0, BinaryPrimitives.ReadInt32BigEndian(bytes));

    private static void WriteAddress(Span<byte> destination, IPAddress? address)
    {
        // The field has room for IPv4 only. BEP 15, "IPv6".
        if (address is null || !address.TryWriteBytes(destination, out _))
        {
            destination.Clear();
        }
    }
}
