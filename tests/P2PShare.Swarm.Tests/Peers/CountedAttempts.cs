using System.Net;
using P2PShare.Net.Transport;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>A transport in front of another that counts attempts to connect.</summary>
internal sealed class CountedAttempts(ITransport inner) : ITransport
{
    private readonly Lock _lock = new();
    private int _underWay;

    /// <summary>All of them.</summary>
    public int Count { get; private set; }

    /// <summary>Most that were under way at once.</summary>
    public int MostAtOnce { get; private set; }

    public IConnectionListener Listen(IPEndPoint address) => inner.Listen(address);

    public async ValueTask<IConnection> ConnectAsync(IPEndPoint remote, IPAddress? local, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            Count++;
            MostAtOnce = Math.Max(MostAtOnce, ++_underWay);
        }

        try
        {
            return await inner.ConnectAsync(remote, local, cancellationToken);
        }
        finally
        {
            lock (_lock)
            {
                _underWay--;
            }
        }
    }
}
