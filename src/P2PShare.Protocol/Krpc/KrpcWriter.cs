using System.Buffers;
using System.Net;
using P2PShare.Protocol.Bencoding;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Protocol.Krpc;

/// <summary>Writes datagrams of the DHT in canonical form. BEP 5, "KRPC protocol".</summary>
public static class KrpcWriter
{
    /// <summary>Writes a message that has a query, a response or an error.</summary>
    /// <exception cref="ArgumentException">It has none of them.</exception>
    public static void Write(IBufferWriter<byte> output, KrpcMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        switch (message)
        {
            case { Query: { } query }:
                writer.WriteKey("a"u8);
                WriteArguments(writer, query);
                WriteExternal(writer, message.ExternalEndPoint);
                writer.Write("q"u8, KrpcMethods.NameOf(query.Method));
                WriteReadOnly(writer, message.IsReadOnly);
                break;
            case { Response: { } response }:
                WriteExternal(writer, message.ExternalEndPoint);
                writer.WriteKey("r"u8);
                WriteBody(writer, response);
                break;
            case { Error: { } error }:
                WriteError(writer, error);
                WriteExternal(writer, message.ExternalEndPoint);
                break;
            default:
                throw new ArgumentException("The message holds nothing.", nameof(message));
        }

        writer.Write("t"u8, message.TransactionId.Span);
        WriteIfAny(writer, "v"u8, message.Version);
        writer.Write("y"u8, message.Query is not null ? "q"u8 : message.Response is not null ? "r"u8 : "e"u8);
        writer.End();
    }

    /// <summary>Writes a message into memory of its own.</summary>
    public static byte[] Write(KrpcMessage message)
    {
        var output = new ArrayBufferWriter<byte>(512);
        Write(output, message);
        return output.WrittenSpan.ToArray();
    }

    private static void WriteArguments(BencodeWriter writer, KrpcQuery query)
    {
        writer.BeginDictionary();
        WriteIfAny(writer, "cas"u8, query.ExpectedSequence);
        Write(writer, "id"u8, query.Id);
        WriteIfSet(writer, "implied_port"u8, query.IsPortImplied);
        if (query.Method is KrpcMethod.GetPeers or KrpcMethod.AnnouncePeer)
        {
            Write(writer, "info_hash"u8, query.Target);
        }

        WriteIfAny(writer, "k"u8, query.Item?.Key ?? default);
        WriteIfSet(writer, "noseed"u8, query.ExcludesSeeds);
        if (query.Method == KrpcMethod.AnnouncePeer)
        {
            writer.Write("port"u8, query.Port);
        }

        WriteIfAny(writer, "salt"u8, query.Salt);
        WriteIfSet(writer, "scrape"u8, query.WantsScrape);
        WriteIfSet(writer, "seed"u8, query.IsSeed);
        WriteIfAny(writer, "seq"u8, query.Method == KrpcMethod.Get ? query.KnownSequence : query.Item?.Sequence);
        WriteIfAny(writer, "sig"u8, query.Item?.Signature ?? default);
        if (query.Method is KrpcMethod.FindNode or KrpcMethod.Get or KrpcMethod.SampleInfohashes)
        {
            Write(writer, "target"u8, query.Target);
        }

        WriteIfAny(writer, "token"u8, query.Token);
        if (query.Item is { Value.IsEmpty: false } item)
        {
            writer.WriteKey("v"u8);
            writer.WriteRaw(item.Value.Span);
        }

        WriteWant(writer, query.Want);
        writer.End();
    }

    private static void WriteBody(BencodeWriter writer, KrpcResponse response)
    {
        writer.BeginDictionary();
        WriteFilter(writer, "BFpe"u8, response.Peers);
        WriteFilter(writer, "BFsd"u8, response.Seeds);
        Write(writer, "id"u8, response.Id);
        if (response.Samples is not null)
        {
            writer.Write("interval"u8, response.SampleInterval);
        }

        WriteIfAny(writer, "k"u8, response.Item?.Key ?? default);
        WriteNodes(writer, "nodes"u8, response.Nodes, CompactNodes.IPv4Size);
        WriteNodes(writer, "nodes6"u8, response.Nodes6, CompactNodes.IPv6Size);
        if (response.Samples is not null)
        {
            writer.Write("num"u8, response.SampleCount);
            WriteSamples(writer, response.Samples);
        }

        WriteIfAny(writer, "seq"u8, response.Item?.Sequence);
        WriteIfAny(writer, "sig"u8, response.Item?.Signature ?? default);
        WriteIfAny(writer, "token"u8, response.Token);
        if (response.Item is { Value.IsEmpty: false } item)
        {
            writer.WriteKey("v"u8);
            writer.WriteRaw(item.Value.Span);
        }

        WriteValues(writer, response.Values);
        writer.End();
    }

    private static void WriteError(BencodeWriter writer, KrpcError error)
    {
        writer.WriteKey("e"u8);
        writer.BeginList();
        writer.WriteInteger(error.Code);
        writer.WriteString(error.Text);
        writer.End();
    }

    private static void WriteExternal(BencodeWriter writer, IPEndPoint? endPoint)
    {
        if (endPoint is not null)
        {
            Span<byte> bytes = stackalloc byte[CompactPeers.IPv6Size];
            writer.Write("ip"u8, bytes[..CompactPeers.Write(endPoint, bytes)]);
        }
    }

    private static void WriteReadOnly(BencodeWriter writer, bool isReadOnly) => WriteIfSet(writer, "ro"u8, isReadOnly);

    private static void WriteNodes(BencodeWriter writer, ReadOnlySpan<byte> key, IReadOnlyList<CompactNode>? nodes, int size)
    {
        if (nodes is null)
        {
            return;
        }

        var bytes = new byte[nodes.Count * size];
        for (var i = 0; i < nodes.Count; i++)
        {
            CompactNodes.Write(nodes[i], bytes.AsSpan(i * size));
        }

        writer.Write(key, bytes);
    }

    private static void WriteSamples(BencodeWriter writer, IReadOnlyList<Sha1Hash> samples)
    {
        var bytes = new byte[samples.Count * Sha1Hash.Size];
        for (var i = 0; i < samples.Count; i++)
        {
            samples[i].CopyTo(bytes.AsSpan(i * Sha1Hash.Size));
        }

        writer.Write("samples"u8, bytes);
    }

    private static void WriteValues(BencodeWriter writer, IReadOnlyList<IPEndPoint> values)
    {
        if (values.Count == 0)
        {
            return;
        }

        Span<byte> bytes = stackalloc byte[CompactPeers.IPv6Size];
        writer.WriteKey("values"u8);
        writer.BeginList();
        foreach (var value in values)
        {
            writer.WriteString(bytes[..CompactPeers.Write(value, bytes)]);
        }

        writer.End();
    }

    private static void WriteWant(BencodeWriter writer, KrpcFamilies want)
    {
        if (want == KrpcFamilies.None)
        {
            return;
        }

        writer.WriteKey("want"u8);
        writer.BeginList();
        if (want.HasFlag(KrpcFamilies.IPv4))
        {
            writer.WriteString("n4"u8);
        }

        if (want.HasFlag(KrpcFamilies.IPv6))
        {
            writer.WriteString("n6"u8);
        }

        writer.End();
    }

    private static void Write(BencodeWriter writer, ReadOnlySpan<byte> key, NodeId id)
    {
        Span<byte> bytes = stackalloc byte[NodeId.Size];
        id.CopyTo(bytes);
        writer.Write(key, bytes);
    }

    private static void WriteFilter(BencodeWriter writer, ReadOnlySpan<byte> key, ScrapeFilter? filter)
    {
        if (filter is not null)
        {
            writer.Write(key, filter.Bytes);
        }
    }

    private static void WriteIfAny(BencodeWriter writer, ReadOnlySpan<byte> key, ReadOnlyMemory<byte> value)
    {
        if (!value.IsEmpty)
        {
            writer.Write(key, value.Span);
        }
    }

    private static void WriteIfAny(BencodeWriter writer, ReadOnlySpan<byte> key, long? value)
    {
        if (value is { } number)
        {
            writer.Write(key, number);
        }
    }

    private static void WriteIfSet(BencodeWriter writer, ReadOnlySpan<byte> key, bool isSet)
    {
        if (isSet)
        {
            writer.Write(key, 1);
        }
    }
}
