using System.Buffers;
using System.Net;
using P2PShare.Protocol.Bencoding;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Protocol.PeerWire;

/// <summary>The payload of <c>ut_pex</c>: whom the sender has been connected to since its last one, and whom no longer. BEP 11.</summary>
/// <param name="Added">New ones.</param>
/// <param name="Dropped">Those that are gone.</param>
public sealed record PeerExchangeMessage(IReadOnlyList<PeerExchangeContact> Added, IReadOnlyList<IPEndPoint> Dropped)
{
    /// <summary>Longest payload that is read, in bytes: 16 KiB. Honest ones keep to 50 contacts, and a first one to a few hundred.</summary>
    public const int MaxSize = 16 * 1024;

    /// <summary>Most contacts that are read of either kind; the rest is passed over.</summary>
    public const int MaxContacts = 100;

    private static readonly BencodeOptions Bounds = new() { MaxDepth = 8, MaxTokens = 128, AllowTrailingBytes = true };

    /// <summary>False when the payload is longer than <see cref="MaxSize"/> or is no bencoded dictionary. Contacts without a port, a second time the same, and half ones are left out.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> payload, out PeerExchangeMessage message)
    {
        message = new PeerExchangeMessage([], []);
        if (payload.Length > MaxSize
            || !BencodeDocument.TryParse(payload, Bounds, out var document, out _)
            || document.Root.Kind != BencodeKind.Dictionary)
        {
            return false;
        }

        var added = new List<PeerExchangeContact>();
        Read(document.Root, "added"u8, "added.f"u8, CompactPeers.IPv4Size, added);
        Read(document.Root, "added6"u8, "added6.f"u8, CompactPeers.IPv6Size, added);
        var dropped = new List<PeerExchangeContact>();
        Read(document.Root, "dropped"u8, default, CompactPeers.IPv4Size, dropped);
        Read(document.Root, "dropped6"u8, default, CompactPeers.IPv6Size, dropped);
        message = new PeerExchangeMessage(added, [.. dropped.Select(static contact => contact.Address)]);
        return true;
    }

    /// <summary>The bencoded dictionary, without the message's id. The caller owns the array.</summary>
    public byte[] ToBytes()
    {
        var output = new ArrayBufferWriter<byte>();
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        Write(writer, "added"u8, "added.f"u8, Added, CompactPeers.IPv4Size);
        Write(writer, "added6"u8, "added6.f"u8, Added, CompactPeers.IPv6Size);
        PeerExchangeContact[] dropped = [.. Dropped.Select(static address => new PeerExchangeContact(address, PeerExchangeFlags.None))];
        Write(writer, "dropped"u8, default, dropped, CompactPeers.IPv4Size);
        Write(writer, "dropped6"u8, default, dropped, CompactPeers.IPv6Size);
        writer.End();
        return output.WrittenSpan.ToArray();
    }

    // Flags belong to contacts by their place, so that those of a contact that is left out are left out with it.
    private static void Read(BencodeValue root, ReadOnlySpan<byte> key, ReadOnlySpan<byte> flagsKey, int size, List<PeerExchangeContact> contacts)
    {
        _ = root.TryGetString(key, out ReadOnlySpan<byte> bytes);
        _ = root.TryGetString(flagsKey, out ReadOnlySpan<byte> flags);
        var known = contacts.Select(static contact => contact.Address).ToHashSet();
        var one = new List<IPEndPoint>(1);
        for (var index = 0; bytes.Length >= size && contacts.Count < MaxContacts; index++, bytes = bytes[size..])
        {
            one.Clear();
            CompactPeers.Read(bytes[..size], size, one, 1);
            if (one is [var address] && known.Add(address))
            {
                contacts.Add(new PeerExchangeContact(address, index < flags.Length ? (PeerExchangeFlags)flags[index] : PeerExchangeFlags.None));
            }
        }
    }

    private static void Write(
        BencodeWriter writer, ReadOnlySpan<byte> key, ReadOnlySpan<byte> flagsKey, IReadOnlyList<PeerExchangeContact> all, int size)
    {
        PeerExchangeContact[] contacts = [.. all.Where(contact => CompactPeers.SizeOf(contact.Address) == size)];
        if (contacts.Length == 0)
        {
            return;
        }

        var bytes = new byte[size * contacts.Length];
        for (var index = 0; index < contacts.Length; index++)
        {
            _ = CompactPeers.Write(contacts[index].Address, bytes.AsSpan(index * size));
        }

        writer.Write(key, bytes);
        if (!flagsKey.IsEmpty)
        {
            byte[] flags = [.. contacts.Select(static contact => (byte)contact.Flags)];
            writer.Write(flagsKey, flags);
        }
    }
}
