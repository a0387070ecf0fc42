using System.Net;
using System.Threading.Channels;
using P2PShare.Net.Transport;

namespace P2PShare.Testing.Network;

/// <summary>A listening port of a host of an in-memory network. Its backlog is bounded; who connects then waits.</summary>
internal sealed class InMemoryListener(InMemoryHost host, IPEndPoint address) : IConnectionListener
{
    private readonly Channel<InMemoryConnection> _backlog = Channel.CreateBounded<InMemoryConnection>(128);

    public IPEndPoint LocalEndPoint => address;

    public async ValueTask<IConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        while (await _backlog.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_backlog.Reader.TryRead(out var connection))
            {
                return connection;
            }
        }

        return null;
    }

    public ValueTask DisposeAsync()
    {
        host.Release(this);
        _backlog.Writer.TryComplete();
        while (_backlog.Reader.TryRead(out var connection))
        {
            connection.Abort();
        }

        return ValueTask.CompletedTask;
    }

    /// <summary>Hands a connection over; false when nobody listens any more.</summary>
    internal async ValueTask<bool> TryOfferAsync(InMemoryConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await _backlog.Writer.WriteAsync(connection, cancellationToken);
            return true;
        }
        catch (ChannelClosedException)
        {
            return false;
        }
    }
}
