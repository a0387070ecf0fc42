using System.Net;

namespace P2PShare.Net.Transport;

/// <summary>Accepts incoming connections. Disposing it ends a pending accept.</summary>
public interface IConnectionListener : IAsyncDisposable
{
    /// <summary>Where it really listens.</summary>
    IPEndPoint LocalEndPoint { get; }

    /// <summary>The next connection, which the caller owns; null once the listener is disposed. Errors of single connections and a lack of descriptors are waited out, never thrown.</summary>
    ValueTask<IConnection?> AcceptAsync(CancellationToken cancellationToken);
}
