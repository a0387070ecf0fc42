using System.Net;
using P2PShare.Net.Transport;

namespace P2PShare.Testing.Network;

/// <summary>A datagram socket of a host of an in-memory network. Drops what comes while its inbox is full.</summary>
internal sealed class InMemoryDatagramSocket(InMemoryHost host, IPEndPoint address, TimeProvider time) : IDatagramSocket
{
    private const int InboxSize = 4096;

    private readonly Lock _lock = new();
    private readonly Arrivals<(byte[] Datagram, IPEndPoint Sender)> _inbox = new(time);
    private bool _isDisposed;

    public IPEndPoint LocalEndPoint => address;

    public async ValueTask<(int Length, IPEndPoint Sender)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Task changed;
            lock (_lock)
            {
                changed = _inbox.Changed;
                if (_isDisposed)
                {
                    return (-1, address);
                }

                while (_inbox.TryPeek(out var next))
                {
                    _inbox.Dequeue();
                    if (next.Datagram.Length <= buffer.Length)
                    {
                        next.Datagram.CopyTo(buffer);
                        return (next.Datagram.Length, next.Sender);
                    }
                }
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public ValueTask SendAsync(ReadOnlyMemory<byte> datagram, IPEndPoint destination, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (!_isDisposed)
        {
            host.Send(datagram, address, destination.Unmap());
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        host.Release(this);
        lock (_lock)
        {
            _isDisposed = true;
            _inbox.Clear();
            _inbox.Dispose();
        }

        return ValueTask.CompletedTask;
    }

    internal void Deliver(ReadOnlyMemory<byte> datagram, IPEndPoint sender, TimeSpan latency)
    {
        lock (_lock)
        {
            if (!_isDisposed && _inbox.Count < InboxSize)
            {
                _inbox.Enqueue((datagram.ToArray(), sender), latency);
            }
        }
    }
}
