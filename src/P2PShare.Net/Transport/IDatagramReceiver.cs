using System.Net;

namespace P2PShare.Net.Transport;

/// <summary>A protocol that lives on a socket which it shares with others: the DHT, uTP.</summary>
public interface IDatagramReceiver
{
    /// <summary>Takes a datagram, or leaves it for the others. Must not wait: while it works nothing is received.</summary>
    /// <param name="datagram">Valid only during the call.</param>
    /// <param name="sender">Where it came from.</param>
    /// <returns>Whether it was this protocol's.</returns>
    bool TryReceive(ReadOnlyMemory<byte> datagram, IPEndPoint sender);
}
