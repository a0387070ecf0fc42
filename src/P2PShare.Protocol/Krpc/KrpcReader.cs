using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Text;
using P2PShare.Protocol.Bencoding;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Protocol.Krpc;

/// <summary>Reads datagrams of the DHT. Keeps nothing of the datagram's memory. BEP 5, "KRPC protocol".</summary>
public static class KrpcReader
{
    private static readonly BencodeOptions Options = new() { MaxDepth = KrpcLimits.MaxDepth, MaxTokens = KrpcLimits.MaxTokens };

    /// <summary>Reads one datagram; false for what is no message and deserves no answer. A query that is understood but cannot be served has a <see cref="KrpcMessage.Fault"/>.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> datagram, [NotNullWhen(true)] out KrpcMessage? message)
    {
        message = null;
        if (datagram.Length > KrpcLimits.MaxDatagram
            || !BencodeDocument.TryParse(datagram, Options, out var document, out _)
            || !document.Root.TryGetString("t"u8, out ReadOnlyMemory<byte> transactionId)
            || transactionId.Length is 0 or > KrpcLimits.MaxTransactionId
            || !document.Root.TryGetString("y"u8, out ReadOnlySpan<byte> kind)
            || kind.Length != 1)
        {
            return false;
        }

        var root = document.Root;
        message = kind[0] switch
        {
            (byte)'q' => ReadQuery(root, transactionId),
            (byte)'r' => ReadResponse(root, transactionId),
            (byte)'e' => ReadError(root, transactionId),
            _ => null,
        };
        return message is not null;
    }

    private static KrpcMessage? ReadQuery(BencodeValue root, ReadOnlyMemory<byte> transactionId)
    {
        if (!root.TryGetString("q"u8, out ReadOnlySpan<byte> name))
        {
            return null;
        }

        var query = KrpcQueryReader.Read(root, KrpcMethods.Read(name), out var fault);
        return new KrpcMessage
        {
            TransactionId = transactionId.ToArray(),
            Version = ReadVersion(root),
            IsReadOnly = root.TryGetInteger("ro"u8, out var readOnly) && readOnly == 1,
            Query = query,
            Fault = fault,
        };
    }

    private static KrpcMessage? ReadResponse(BencodeValue root, ReadOnlyMemory<byte> transactionId)
    {
        var response = root.TryGet("r"u8, out var body) ? KrpcResponseReader.Read(body) : null;
        return response is null
            ? null
            : new KrpcMessage
            {
                TransactionId = transactionId.ToArray(),
                Version = ReadVersion(root),
                ExternalEndPoint = ReadExternal(root),
                Response = response,
            };
    }

    private static KrpcMessage? ReadError(BencodeValue root, ReadOnlyMemory<byte> transactionId)
    {
        if (!root.TryGet("e"u8, BencodeKind.List, out var list))
        {
            return null;
        }

        var (code, text) = (0L, "");
        foreach (var item in list.Items)
        {
            if (item.TryGetString(out ReadOnlySpan<byte> bytes))
            {
                text = Encoding.UTF8.GetString(bytes[..Math.Min(bytes.Length, KrpcLimits.MaxErrorText)]);
            }
            else if (item.TryGetInteger(out var number))
            {
                code = number;
            }
        }

        return new KrpcMessage
        {
            TransactionId = transactionId.ToArray(),
            Version = ReadVersion(root),
            ExternalEndPoint = ReadExternal(root),
            Error = new KrpcError((int)Math.Clamp(code, int.MinValue, int.MaxValue), text),
        };
    }

    private static byte[] ReadVersion(BencodeValue root) =>
        root.TryGetString("v"u8, out ReadOnlySpan<byte> version) && version.Length <= KrpcLimits.MaxVersion ? version.ToArray() : [];

    private static IPEndPoint? ReadExternal(BencodeValue root)
    {
        if (!root.TryGetString("ip"u8, out ReadOnlySpan<byte> bytes) || bytes.Length is not (CompactPeers.IPv4Size or CompactPeers.IPv6Size))
        {
            return null;
        }

        var found = new List<IPEndPoint>(1);
        CompactPeers.Read(bytes, bytes.Length, found, 1);
        return found.Count == 1 ? found[0] : null;
    }
}
