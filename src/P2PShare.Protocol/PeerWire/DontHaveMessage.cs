using System.Buffers.Binary;

namespace P2PShare.Protocol.PeerWire;

/// <summary>The payload of <c>lt_donthave</c>: the sender no longer has a piece. BEP 54.</summary>
/// <param name="Piece">Which; whether it exists is the receiver's to check.</param>
public readonly record struct DontHaveMessage(uint Piece)
{
    /// <summary>Bytes on the wire, behind the extension's id.</summary>
    public const int Size = sizeof(uint);

    /// <summary>False when the payload has any other size.</summary>
    public static bool TryRead(ReadOnlySpan<byte> payload, out DontHaveMessage message)
    {
        message = payload.Length == Size ? new DontHaveMessage(BinaryPrimitives.ReadUInt32BigEndian(payload)) : default;
        return payload.Length == Size;
    }

    /// <summary>Writes <see cref="Size"/> bytes.</summary>
    public void Write(Span<byte> destination) => BinaryPrimitives.WriteUInt32BigEndian(destination, Piece);
}
