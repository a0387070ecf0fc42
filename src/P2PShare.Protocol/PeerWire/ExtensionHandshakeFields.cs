using System.Net;
using System.Text;
using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.PeerWire;

/// <summary>Takes an extension handshake out of a dictionary, each field bounded and a nonsensical one left out, and puts it into one.</summary>
internal static class ExtensionHandshakeFields
{
    private const int MaxNameLength = 64;

    public static ExtensionHandshake Read(BencodeValue root) => new()
    {
        Messages = ReadMessages(root),
        Port = ReadPort(root),
        Client = ReadClient(root),
        RequestQueue = ReadRequestQueue(root),
        YourIp = ReadAddress(root),
        UploadOnly = root.TryGetInteger("upload_only"u8, out var uploadOnly) && uploadOnly != 0,
        MetadataSize = root.TryGetInteger("metadata_size"u8, out var size) && size >= 0 ? size : null,
    };

    public static void Write(ExtensionHandshake handshake, BencodeWriter writer)
    {
        writer.BeginDictionary();
        WriteMessages(handshake, writer);
        WriteIfAny(writer, "metadata_size"u8, handshake.MetadataSize);
        WriteIfAny(writer, "p"u8, handshake.Port);
        WriteIfAny(writer, "reqq"u8, handshake.RequestQueue);
        WriteIfAny(writer, "upload_only"u8, handshake.UploadOnly ? 1 : null);
        if (handshake.Client is not null)
        {
            writer.Write("v"u8, handshake.Client);
        }

        if (handshake.YourIp is not null)
        {
            var address = handshake.YourIp.IsIPv4MappedToIPv6 ? handshake.YourIp.MapToIPv4() : handshake.YourIp;
            writer.Write("yourip"u8, address.GetAddressBytes());
        }

        writer.End();
    }

    private static Dictionary<string, byte> ReadMessages(BencodeValue root)
    {
        var messages = new Dictionary<string, byte>();
        if (!root.TryGet("m"u8, BencodeKind.Dictionary, out var entries))
        {
            return messages;
        }

        foreach (var entry in entries.Entries)
        {
            if (messages.Count == ExtensionHandshake.MaxMessages)
            {
                break;
            }

            if (entry.Key.Length is > 0 and <= MaxNameLength && entry.Value.TryGetInteger(out var id) && id is >= 0 and <= byte.MaxValue)
            {
                _ = messages.TryAdd(Encoding.UTF8.GetString(entry.Key), (byte)id);
            }
        }

        return messages;
    }

    private static int? ReadPort(BencodeValue root) =>
        root.TryGetInteger("p"u8, out var port) && port is > 0 and <= ushort.MaxValue ? (int)port : null;

    private static int? ReadRequestQueue(BencodeValue root) =>
        root.TryGetInteger("reqq"u8, out var count) && count > 0 ? (int)Math.Min(count, ExtensionHandshake.MaxRequestQueue) : null;

    private static string? ReadClient(BencodeValue root)
    {
        if (!root.TryGetString("v"u8, out ReadOnlySpan<byte> bytes) || bytes.IsEmpty)
        {
            return null;
        }

        var client = Encoding.UTF8.GetString(bytes);
        return client.Length <= ExtensionHandshake.MaxClientLength ? client : client[..ExtensionHandshake.MaxClientLength];
    }

    private static IPAddress? ReadAddress(BencodeValue root) =>
        root.TryGetString("yourip"u8, out ReadOnlySpan<byte> address) && address.Length is 4 or 16 ? new IPAddress(address) : null;

    private static void WriteMessages(ExtensionHandshake handshake, BencodeWriter writer)
    {
        writer.WriteKey("m"u8);
        writer.BeginDictionary();
        foreach (var name in handshake.Messages.Keys.Order(StringComparer.Ordinal))
        {
            writer.Write(Encoding.UTF8.GetBytes(name), handshake.Messages[name]);
        }

        writer.End();
    }

    private static void WriteIfAny(BencodeWriter writer, ReadOnlySpan<byte> key, long? value)
    {
        if (value is { } number)
        {
            writer.Write(key, number);
        }
    }
}
