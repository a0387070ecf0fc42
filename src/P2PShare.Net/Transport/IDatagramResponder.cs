using P2PShare.Net.Addresses;

namespace P2PShare.Net.Transport;

/// <summary>A server whose answer to a datagram follows from it at once: a tracker.</summary>
public interface IDatagramResponder
{
    /// <summary>Writes the answer to a datagram. Must not wait: while it works nothing is received.</summary>
    /// <param name="datagram">Valid only during the call.</param>
    /// <param name="sender">Where it came from, and the answer goes.</param>
    /// <param name="answer">As much room as was asked for.</param>
    /// <returns>The length of the answer, 0 for none.</returns>
    int Respond(ReadOnlySpan<byte> datagram, HostEndPoint sender, Span<byte> answer);
}
