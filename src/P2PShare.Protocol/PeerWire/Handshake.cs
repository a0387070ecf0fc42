using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.PeerWire;

/// <summary>The first message of a session. BEP 3; reserved bits of BEP 5, 6, 10 and 52.</summary>
public readonly record struct Handshake(Sha1Hash InfoHash, PeerId PeerId, HandshakeFeatures Features)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 68;

    // | 19 | "BitTorrent protocol" | reserved | info_hash | peer_id |
    // | u8 | 19 bytes             | 8 bytes  | 20 bytes  | 20      |

    private const int ReservedOffset = 20;
    private const int ReservedSize = 8;
    private const int InfoHashOffset = ReservedOffset + ReservedSize;
    private const int PeerIdOffset = InfoHashOffset + Sha1Hash.Size;

    private const int ExtensionsByte = ReservedOffset + 5;
    private const byte ExtensionsBit = 0x10;
    private const int LastReservedByte = ReservedOffset + 7;
    private const byte DhtBit = 0x01;
    private const byte FastBit = 0x04;
    private const byte V2Bit = 0x10;

    private static ReadOnlySpan<byte> ProtocolName => "\u0013BitTorrent protocol"u8;

    /// <summary>Whether what has arrived so far can still become a handshake; lets a wrong protocol be refused at its first byte.</summary>
    public static bool CanBegin(ReadOnlySpan<byte> received)
    {
        var count = Math.Min(received.Length, ProtocolName.Length);
        return received[..count].SequenceEqual(ProtocolName[..count]);
    }

    /// <summary>False when the first <see cref="Size"/> bytes are no handshake, or are not there.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Handshake handshake)
    {
        if (bytes.Length < Size || !CanBegin(bytes))
        {
            handshake = default;
            return false;
        }

        handshake = new Handshake(
            new Sha1Hash(bytes.Slice(InfoHashOffset, Sha1Hash.Size)),
            new PeerId(bytes.Slice(PeerIdOffset, PeerId.Size)),
            FeaturesIn(bytes));
        return true;
    }

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination)
    {
        ProtocolName.CopyTo(destination);
        destination.Slice(ReservedOffset, ReservedSize).Clear();
        destination[ExtensionsByte] = Bit(HandshakeFeatures.Extensions, ExtensionsBit);
        destination[LastReservedByte] = (byte)(
            Bit(HandshakeFeatures.Dht, DhtBit) | Bit(HandshakeFeatures.Fast, FastBit) | Bit(HandshakeFeatures.V2, V2Bit));
        InfoHash.CopyTo(destination[InfoHashOffset..]);
        PeerId.CopyTo(destination[PeerIdOffset..]);
    }

    private static HandshakeFeatures FeaturesIn(ReadOnlySpan<byte> bytes)
    {
        var last = bytes[LastReservedByte];
        return ((bytes[ExtensionsByte] & ExtensionsBit) != 0 ? HandshakeFeatures.Extensions : HandshakeFeatures.None)
            | ((last & DhtBit) != 0 ? HandshakeFeatures.Dht : HandshakeFeatures.None)
            | ((last & FastBit) != 0 ? HandshakeFeatures.Fast : HandshakeFeatures.None)
            | ((last & V2Bit) != 0 ? HandshakeFeatures.V2 : HandshakeFeatures.None);
    }

    private byte Bit(HandshakeFeatures feature, byte bit) => Features.HasFlag(feature) ? bit : (byte)0;
}
