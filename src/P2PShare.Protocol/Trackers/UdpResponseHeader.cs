using System.Buffers.Binary;

namespace P2PShare.Protocol.Trackers;

/// <summary>What every datagram from a tracker begins with. BEP 15.</summary>
/// <param name="Action">What it answers; may be a number that has no name.</param>
/// <param name="TransactionId">That of the request.</param>
public readonly record struct UdpResponseHeader(UdpTrackerAction Action, uint TransactionId)
{
    // | action | transaction id |
    // | i32 BE | u32 BE         |

    /// <summary>Length in bytes.</summary>
    public const int Size = 8;

    /// <summary>Reads the header; false when the datagram is too short.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out UdpResponseHeader header)
    {
        if (datagram.Length < Size)
        {
            header = default;
            return false;
        }

        header = new UdpResponseHeader(
            (UdpTrackerAction)BinaryPrimitives.ReadInt32BigEndian(datagram),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[4..]));
        return true;
    }

    /// <summary>Writes the first <see cref="Size"/> bytes of a datagram.</summary>
    public void Write(Span<byte> datagram)
    {
        BinaryPrimitives.WriteInt32BigEndian(datagram, (int)Action);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[4..], TransactionId);
    }
}
