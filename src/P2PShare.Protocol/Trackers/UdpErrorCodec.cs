using System.Text;

namespace P2PShare.Protocol.Trackers;

/// <summary>A tracker's refusal. BEP 15, "errors".</summary>
public static class UdpErrorCodec
{
    // | action = 3 | transaction id | message          |
    // | i32 BE     | u32 BE         | text, to the end |

    /// <summary>Reads what a tracker says, escaped and shortened; false when the datagram is no refusal.</summary>
    public static bool TryReadResponse(ReadOnlySpan<byte> datagram, out string message)
    {
        message = "";
        if (!UdpResponseHeader.TryRead(datagram, out var header) || header.Action != UdpTrackerAction.Error)
        {
            return false;
        }

        // Some trackers send the end of a C string too.
        message = TrackerText.Clean(datagram[UdpResponseHeader.Size..].TrimEnd((byte)0));
        return true;
    }

    /// <summary>Writes a refusal of at most as much of the message as fits; the number of bytes.</summary>
    public static int WriteResponse(Span<byte> datagram, uint transactionId, string message)
    {
        new UdpResponseHeader(UdpTrackerAction.Error, transactionId).Write(datagram);
        Encoding.UTF8.GetEncoder().Convert(message, datagram[UdpResponseHeader.Size..], flush: true, out _, out var bytes, out _);
        return UdpResponseHeader.Size + bytes;
    }
}
