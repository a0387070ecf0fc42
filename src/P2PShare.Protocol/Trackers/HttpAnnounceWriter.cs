using System.Buffers;
using System.Net;
using P2PShare.Protocol.Bencoding;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Protocol.Trackers;

/// <summary>Writes the body of an HTTP answer to an announce. BEP 3, 7, 23, 24, 31.</summary>
public static class HttpAnnounceWriter
{
    /// <summary>Writes an answer with its peers in compact form.</summary>
    /// <param name="output">Gets the bytes.</param>
    /// <param name="response">Everything but the peers, which are not taken from it.</param>
    /// <param name="ipv4">Peers of <see cref="CompactPeers.IPv4Size"/>.</param>
    /// <param name="ipv6">Peers of <see cref="CompactPeers.IPv6Size"/>; left out when empty.</param>
    public static void WriteCompact(IBufferWriter<byte> output, AnnounceResponse response, ReadOnlySpan<byte> ipv4, ReadOnlySpan<byte> ipv6)
    {
        ArgumentNullException.ThrowIfNull(response);
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        WriteHead(writer, response);
        writer.Write("peers"u8, ipv4);
        if (!ipv6.IsEmpty)
        {
            writer.Write("peers6"u8, ipv6);
        }

        WriteTail(writer, response);
        writer.End();
    }

    /// <summary>Writes an answer with a dictionary for each peer.</summary>
    /// <param name="output">Gets the bytes.</param>
    /// <param name="response">Everything but the peers, which are not taken from it.</param>
    /// <param name="ipv4">Peers of <see cref="CompactPeers.IPv4Size"/>.</param>
    /// <param name="ipv6">Peers of <see cref="CompactPeers.IPv6Size"/>.</param>
    /// <param name="peerIds">Their peer ids one behind the other, those with IPv4 first; empty to leave them out.</param>
    public static void WriteDictionaries(
        IBufferWriter<byte> output, AnnounceResponse response, ReadOnlySpan<byte> ipv4, ReadOnlySpan<byte> ipv6, ReadOnlySpan<byte> peerIds)
    {
        ArgumentNullException.ThrowIfNull(response);
        var peers = new List<IPEndPoint>();
        CompactPeers.Read(ipv4, CompactPeers.IPv4Size, peers, int.MaxValue);
        CompactPeers.Read(ipv6, CompactPeers.IPv6Size, peers, int.MaxValue);
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        WriteHead(writer, response);
        writer.WriteKey("peers"u8);
        writer.BeginList();
        for (var i = 0; i < peers.Count; i++)
        {
            WritePeer(writer, peers[i], peerIds.IsEmpty ? default : peerIds.Slice(i * PeerId.Size, PeerId.Size));
        }

        writer.End();
        WriteTail(writer, response);
        writer.End();
    }

    /// <summary>Writes a refusal.</summary>
    /// <param name="output">Gets the bytes.</param>
    /// <param name="reason">Why, for the user of the client.</param>
    /// <param name="retryIn">When to try again, in whole minutes; <see cref="Timeout.InfiniteTimeSpan"/> for never; null to say nothing. BEP 31.</param>
    public static void WriteFailure(IBufferWriter<byte> output, string reason, TimeSpan? retryIn = null)
    {
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        writer.Write("failure reason"u8, reason);
        if (retryIn == Timeout.InfiniteTimeSpan)
        {
            writer.Write("retry in"u8, "never"u8);
        }
        else if (retryIn is { } time)
        {
            writer.Write("retry in"u8, (long)Math.Ceiling(time.TotalMinutes));
        }

        writer.End();
    }

    private static void WriteHead(BencodeWriter writer, AnnounceResponse response)
    {
        if (response.Complete is { } complete)
        {
            writer.Write("complete"u8, complete);
        }

        if (response.ExternalAddress is { } address)
        {
            writer.Write("external ip"u8, address.GetAddressBytes());
        }

        if (response.Incomplete is { } incomplete)
        {
            writer.Write("incomplete"u8, incomplete);
        }

        writer.Write("interval"u8, (long)response.Interval.TotalSeconds);
        if (response.MinInterval is { } minimum)
        {
            writer.Write("min interval"u8, (long)minimum.TotalSeconds);
        }
    }

    private static void WriteTail(BencodeWriter writer, AnnounceResponse response)
    {
        if (response.TrackerId is { } trackerId)
        {
            writer.Write("tracker id"u8, trackerId);
        }

        if (response.Warning is { } warning)
        {
            writer.Write("warning message"u8, warning);
        }
    }

    private static void WritePeer(BencodeWriter writer, IPEndPoint peer, ReadOnlySpan<byte> peerId)
    {
        writer.BeginDictionary();
        writer.Write("ip"u8, peer.Address.ToString());
        if (!peerId.IsEmpty)
        {
            writer.Write("peer id"u8, peerId);
        }

        writer.Write("port"u8, peer.Port);
        writer.End();
    }
}
