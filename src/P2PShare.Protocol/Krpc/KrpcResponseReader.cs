using System.Net;
using P2PShare.Protocol.Bencoding;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Protocol.Krpc;

/// <summary>Reads what an answer holds. A field that makes no sense is as one that is missing; only without an id is it no answer.</summary>
internal static class KrpcResponseReader
{
    private const int LongestInterval = 21_600;

    public static KrpcResponse? Read(BencodeValue body)
    {
        if (!body.TryGetString("id"u8, out ReadOnlySpan<byte> id) || id.Length != NodeId.Size)
        {
            return null;
        }

        return new KrpcResponse
        {
            Id = new NodeId(id),
            Nodes = ReadNodes(body, "nodes"u8, CompactNodes.IPv4Size),
            Nodes6 = ReadNodes(body, "nodes6"u8, CompactNodes.IPv6Size),
            Values = ReadValues(body),
            Token = body.TryGetString("token"u8, out ReadOnlySpan<byte> token) && token.Length <= KrpcLimits.MaxToken ? token.ToArray() : default,
            Seeds = ReadFilter(body, "BFsd"u8),
            Peers = ReadFilter(body, "BFpe"u8),
            Samples = ReadSamples(body),
            SampleCount = body.TryGetInteger("num"u8, out var count) ? Math.Max(0, count) : 0,
            SampleInterval = body.TryGetInteger("interval"u8, out var interval) ? (int)Math.Clamp(interval, 0, LongestInterval) : 0,
            Item = ReadItem(body),
        };
    }

    private static IReadOnlyList<CompactNode>? ReadNodes(BencodeValue body, ReadOnlySpan<byte> key, int size) =>
        body.TryGetString(key, out ReadOnlySpan<byte> bytes) ? CompactNodes.Read(bytes, size) : null;

    private static IReadOnlyList<IPEndPoint> ReadValues(BencodeValue body)
    {
        if (!body.TryGet("values"u8, BencodeKind.List, out var list))
        {
            return [];
        }

        var peers = new List<IPEndPoint>();
        foreach (var item in list.Items)
        {
            if (item.TryGetString(out ReadOnlySpan<byte> bytes) && bytes.Length is CompactPeers.IPv4Size or CompactPeers.IPv6Size)
            {
                CompactPeers.Read(bytes, bytes.Length, peers, KrpcLimits.MaxValues);
            }
        }

        return peers;
    }

    private static ScrapeFilter? ReadFilter(BencodeValue body, ReadOnlySpan<byte> key) =>
        body.TryGetString(key, out ReadOnlySpan<byte> bytes) && bytes.Length == ScrapeFilter.Size ? new ScrapeFilter(bytes) : null;

    private static List<Sha1Hash>? ReadSamples(BencodeValue body)
    {
        if (!body.TryGetString("samples"u8, out ReadOnlySpan<byte> bytes))
        {
            return null;
        }

        var samples = new List<Sha1Hash>();
        for (; bytes.Length >= Sha1Hash.Size && samples.Count < KrpcLimits.MaxSamples; bytes = bytes[Sha1Hash.Size..])
        {
            samples.Add(new Sha1Hash(bytes[..Sha1Hash.Size]));
        }

        return samples;
    }

    private static KrpcItem? ReadItem(BencodeValue body)
    {
        long? sequence = body.TryGetInteger("seq"u8, out var number) && number >= 0 ? number : null;
        var hasValue = body.TryGet("v"u8, out var value) && value.RawMemory.Length <= KrpcLimits.MaxItem;
        if (!hasValue)
        {
            return sequence is null ? null : new KrpcItem { Sequence = sequence };
        }

        return new KrpcItem
        {
            Value = value.RawMemory.ToArray(),
            Sequence = sequence,
            Key = body.TryGetString("k"u8, out ReadOnlySpan<byte> key) && key.Length == KrpcItem.KeySize ? key.ToArray() : default,
            Signature = body.TryGetString("sig"u8, out ReadOnlySpan<byte> signature) && signature.Length == KrpcItem.SignatureSize ? signature.ToArray() : default,
        };
    }
}
