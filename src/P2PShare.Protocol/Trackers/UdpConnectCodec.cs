using System.Buffers.Binary;

namespace P2PShare.Protocol.Trackers;

/// <summary>The answer to a connect. BEP 15, "connect". The request is nothing but a <see cref="UdpRequestHeader"/>.</summary>
public static class UdpConnectCodec
{
    // | action = 0 | transaction id | connection id |
    // | i32 BE     | u32 BE         | i64 BE        |

    /// <summary>Length of the answer in bytes, as long as the request: nothing is to be gained by forging the sender.</summary>
    public const int ResponseSize = 16;

    /// <summary>Reads the connection id that a tracker gives; false when it is none.</summary>
    public static bool TryReadResponse(ReadOnlySpan<byte> datagram, out long connectionId)
    {
        connectionId = 0;
        if (datagram.Length < ResponseSize
            || !UdpResponseHeader.TryRead(datagram, out var header)
            || header.Action != UdpTrackerAction.Connect)
        {
            return false;
        }

        connectionId = BinaryPrimitives.ReadInt64BigEndian(datagram[UdpResponseHeader.Size..]);
        return true;
    }

    /// <summary>Writes the answer; the number of bytes.</summary>
    public static int WriteResponse(Span<byte> datagram, uint transactionId, long connectionId)
    {
        new UdpResponseHeader(UdpTrackerAction.Connect, transactionId).Write(datagram);
        BinaryPrimitives.WriteInt64BigEndian(datagram[UdpResponseHeader.Size..], connectionId);
        return ResponseSize;
    }
}
