using System.Net;
using P2PShare.Net.Transport;

namespace P2PShare.Testing.Network;

/// <summary>One end of a stream between two hosts of an in-memory network.</summary>
internal sealed class InMemoryConnection(InMemoryHost host, IPEndPoint local, IPEndPoint remote, InMemoryPipe incoming, InMemoryPipe outgoing) : IConnection
{
    private volatile bool _aborted;

    public IPEndPoint LocalEndPoint => local;

    public IPEndPoint RemoteEndPoint => remote;

    public async ValueTask<bool> WaitReadableAsync(CancellationToken cancellationToken)
    {
        await incoming.WaitReadableAsync(cancellationToken);
        return !_aborted;
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfZero(buffer.Length);
        return incoming.ReadAsync(buffer, cancellationToken);
    }

    public async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return !_aborted && await outgoing.WriteAsync(buffer, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            Abort();
            throw;
        }
    }

    public void Abort()
    {
        _aborted = true;
        outgoing.CloseWriter();
        incoming.CloseReader();
        host.Forget(this);
    }

    public ValueTask DisposeAsync()
    {
        Abort();
        return ValueTask.CompletedTask;
    }

    /// <summary>As when a router between the two loses its mind: both ends see the end, and what was under way is lost.</summary>
    internal void Kill()
    {
        incoming.CloseWriter();
        incoming.CloseReader();
        outgoing.CloseWriter();
        outgoing.CloseReader();
        host.Forget(this);
    }

    internal void Wake()
    {
        incoming.Wake();
        outgoing.Wake();
    }
}
