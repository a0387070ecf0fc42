using System.Buffers.Binary;

namespace P2PShare.Protocol.Trackers;

/// <summary>What every datagram to a tracker begins with. BEP 15.</summary>
/// <param name="ConnectionId">What the tracker gave; <see cref="ProtocolId"/> in a connect.</param>
/// <param name="Action">What is asked; may be a number that has no name.</param>
/// <param name="TransactionId">Comes back in the answer.</param>
public readonly record struct UdpRequestHeader(long ConnectionId, UdpTrackerAction Action, uint TransactionId)
{
    // | connection id | action | transaction id |
    // | i64 BE        | i32 BE | u32 BE         |

    /// <summary>Length in bytes; a connect request is nothing more.</summary>
    public const int Size = 16;

    /// <summary>Stands in a connect request where others have their connection id.</summary>
    public const long ProtocolId = 0x41727101980;

    /// <summary>Whether this begins a connect request.</summary>
    public bool IsConnect => ConnectionId == ProtocolId && Action == UdpTrackerAction.Connect;

    /// <summary>The header of a connect request.</summary>
    public static UdpRequestHeader Connect(uint transactionId) => new(ProtocolId, UdpTrackerAction.Connect, transactionId);

    /// <summary>Reads the header; false when the datagram is too short.</summary>
    public static bool TryRead(ReadOnlySpan<byte> datagram, out UdpRequestHeader header)
    {
        if (datagram.Length < Size)
        {
            header = default;
            return false;
        }

        header = new UdpRequestHeader(
            BinaryPrimitives.ReadInt64BigEndian(datagram),
            (UdpTrackerAction)BinaryPrimitives.ReadInt32BigEndian(datagram[8..]),
            BinaryPrimitives.ReadUInt32BigEndian(datagram[12..]));
        return true;
    }

    /// <summary>Writes the first <see cref="Size"/> bytes of a datagram.</summary>
    public void Write(Span<byte> datagram)
    {
        BinaryPrimitives.WriteInt64BigEndian(datagram, ConnectionId);
        BinaryPrimitives.WriteInt32BigEndian(datagram[8..], (int)Action);
        BinaryPrimitives.WriteUInt32BigEndian(datagram[12..], TransactionId);
    }
}
