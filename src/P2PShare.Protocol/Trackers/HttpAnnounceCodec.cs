using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Net;
using System.Text;
using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Trackers;

/// <summary>Reads the body of an HTTP answer to an announce. BEP 3, 7, 23, 24, 31.</summary>
public static class HttpAnnounceCodec
{
    /// <summary>The interval of an answer that has none.</summary>
    public static readonly TimeSpan UsualInterval = TimeSpan.FromMinutes(30);

    private static readonly SearchValues<byte> HostNameBytes =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"u8);

    /// <summary>Reads an answer. False when it is none: not bencoded, or no dictionary.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out AnnounceResponse? response)
    {
        response = null;
        if (!BencodeDocument.TryParse(body, BencodeOptions.Lenient, out var document, out _) || document.Root.Kind != BencodeKind.Dictionary)
        {
            return false;
        }

        response = TrackerFields.Text(document.Root, "failure reason"u8) is { } reason
            ? new AnnounceResponse { FailureReason = reason, RetryIn = ReadRetryIn(document.Root) }
            : ReadSuccess(document.Root);
        return true;
    }

    private static AnnounceResponse ReadSuccess(BencodeValue answer)
    {
        var peers = new List<IPEndPoint>();
        var named = new List<DnsEndPoint>();
        ReadPeers(answer, peers, named);
        return new AnnounceResponse
        {
            Interval = TrackerFields.Seconds(answer, "interval"u8) ?? UsualInterval,
            MinInterval = TrackerFields.Seconds(answer, "min interval"u8),
            Complete = TrackerFields.Count(answer, "complete"u8),
            Incomplete = TrackerFields.Count(answer, "incomplete"u8),
            Peers = peers,
            NamedPeers = named,
            ExternalAddress = ReadExternalAddress(answer),
            TrackerId = ReadTrackerId(answer),
            Warning = TrackerFields.Text(answer, "warning message"u8),
        };
    }

    private static void ReadPeers(BencodeValue answer, List<IPEndPoint> peers, List<DnsEndPoint> named)
    {
        if (answer.TryGetString("peers"u8, out ReadOnlySpan<byte> ipv4))
        {
            CompactPeers.Read(ipv4, CompactPeers.IPv4Size, peers, TrackerLimits.MaxPeers);
        }
        else if (answer.TryGet("peers"u8, out var list))
        {
            foreach (var item in list.Items)
            {
                if (peers.Count + named.Count == TrackerLimits.MaxPeers)
                {
                    break;
                }

                ReadPeer(item, peers, named);
            }
        }

        if (answer.TryGetString("peers6"u8, out ReadOnlySpan<byte> ipv6))
        {
            CompactPeers.Read(ipv6, CompactPeers.IPv6Size, peers, TrackerLimits.MaxPeers - named.Count);
        }
    }

    private static void ReadPeer(BencodeValue peer, List<IPEndPoint> peers, List<DnsEndPoint> named)
    {
        if (!peer.TryGetString("ip"u8, out ReadOnlySpan<byte> host)
            || !peer.TryGetInteger("port"u8, out var port)
            || port is < IPEndPoint.MinPort + 1 or > IPEndPoint.MaxPort)
        {
            return;
        }

        if (IPAddress.TryParse(host, out var address))
        {
            peers.Add(new IPEndPoint(address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address, (int)port));
        }
        else if (host.Length is > 0 and <= TrackerLimits.MaxHostName && !host.ContainsAnyExcept(HostNameBytes))
        {
            named.Add(new DnsEndPoint(Encoding.ASCII.GetString(host), (int)port));
        }
    }

    private static IPAddress? ReadExternalAddress(BencodeValue answer) =>
        answer.TryGetString("external ip"u8, out ReadOnlySpan<byte> bytes) && bytes.Length is 4 or 16 ? new IPAddress(bytes) : null;

    // Bytes, and sent back as the same bytes: Latin-1 keeps each.
    private static string? ReadTrackerId(BencodeValue answer) =>
        answer.TryGetString("tracker id"u8, out ReadOnlySpan<byte> bytes) && bytes.Length is > 0 and <= TrackerLimits.MaxTrackerId
            ? Encoding.Latin1.GetString(bytes)
            : null;

    // Minutes, as an integer or as digits, or the word. BEP 31 is of two minds.
    private static TimeSpan? ReadRetryIn(BencodeValue answer)
    {
        if (!answer.TryGetString("retry in"u8, out ReadOnlySpan<byte> text))
        {
            return TrackerFields.Count(answer, "retry in"u8) is { } number ? TimeSpan.FromMinutes(number) : null;
        }

        return text.SequenceEqual("never"u8) ? Timeout.InfiniteTimeSpan
            : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var minutes) ? TimeSpan.FromMinutes(minutes)
            : null;
    }
}
