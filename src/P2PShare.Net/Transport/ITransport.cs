using System.Net;

namespace P2PShare.Net.Transport;

/// <summary>Makes and accepts byte streams between peers. TCP in the program, an in-memory network in tests.</summary>
public interface ITransport
{
    /// <summary>Listens on an address and port; port 0 takes a free one.</summary>
    /// <exception cref="NetException">The address or port cannot be bound.</exception>
    IConnectionListener Listen(IPEndPoint address);

    /// <summary>Connects within the token's time.</summary>
    /// <param name="remote">Whom to connect to.</param>
    /// <param name="local">The address to connect from; null leaves it to the system. Its port is not used.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <exception cref="NetException">It cannot be reached.</exception>
    ValueTask<IConnection> ConnectAsync(IPEndPoint remote, IPAddress? local, CancellationToken cancellationToken);
}
