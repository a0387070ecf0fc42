using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.PeerWire;

/// <summary>The first message of a session. BEP 3; reserved bits of BEP 5, 6, 10 and 52.</summary>
public readonly record struct Handshake(Sha1Hash InfoHash, PeerId PeerId, HandshakeFeatures Features)
{
    /// <summary>Bytes on the wire.</summary>
    public const int Size = 68;

    // | 19 | "BitTorrent protocol" | reserved | info_hash | peer_id |
    // | u8 | 19 bytes             | 8 bytes  | 20 bytes  | 20      |

    /// <summary>Whether what has arrived so far can still become a handshake; lets a wrong protocol be refused at its first byte.</summary>
    public static bool CanBegin(ReadOnlySpan<byte> received) => throw new NotImplementedException();

    /// <summary>False when the 68 bytes are no handshake.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out Handshake handshake) => throw new NotImplementedException();

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination) => throw new NotImplementedException();
}

/// <summary>What the reserved bits of a handshake say.</summary>
[Flags]
public enum HandshakeFeatures
{
    /// <summary>Nothing beyond BEP 3.</summary>
    None = 0,

    /// <summary>BEP 5.</summary>
    Dht = 1,

    /// <summary>BEP 6.</summary>
    Fast = 2,

    /// <summary>BEP 10.</summary>
    Extensions = 4,

    /// <summary>The sender of a v1 info-hash would also take the v2 one. BEP 52, "Upgrade Path".</summary>
    V2 = 8,
}
