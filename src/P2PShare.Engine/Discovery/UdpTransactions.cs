using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Trackers;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// Sends requests to UDP trackers over one socket and brings each answer to whoever waits for it. An answer counts only when it has the random
/// id of a request under way and comes from where that was sent; anything else is dropped and leaves no trace. Disposing it ends what waits.
/// </summary>
internal sealed class UdpTransactions : IAsyncDisposable
{
    private readonly IDatagramSocket _socket;
    private readonly TimeProvider _time;
    private readonly Task _receiving;
    private readonly Lock _lock = new();

    // Under the lock.
    private readonly Dictionary<uint, Transaction> _underWay = [];

    /// <summary>Begins to receive.</summary>
    /// <param name="socket">Becomes this object's.</param>
    /// <param name="time">The clock of the time limits.</param>
    public UdpTransactions(IDatagramSocket socket, TimeProvider time)
    {
        _socket = socket;
        _time = time;
        _receiving = Task.Run(ReceiveAsync);
    }

    /// <summary>Sends a request once and waits for the answer; null when none came in time.</summary>
    /// <param name="tracker">Whom to ask.</param>
    /// <param name="request">A whole request, whose transaction id is put in here.</param>
    /// <param name="limit">How long to wait.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public async Task<byte[]?> AskAsync(IPEndPoint tracker, byte[] request, TimeSpan limit, CancellationToken cancellationToken)
    {
        var transaction = new Transaction(tracker);
        var id = Begin(transaction);
        try
        {
            // | connection id, 8 | action, 4 | transaction id, 4 | ...
            BinaryPrimitives.WriteUInt32BigEndian(request.AsSpan(12), id);
            await _socket.SendAsync(request, tracker, cancellationToken);
            return await transaction.Answer.Task.WaitAsync(limit, _time, cancellationToken);
        }
        catch (TimeoutException)
        {
            return null;
        }
        finally
        {
            End(id);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _socket.DisposeAsync();
        await _receiving;
    }

    private async Task ReceiveAsync()
    {
        var buffer = new byte[ushort.MaxValue];
        while (await _socket.ReceiveAsync(buffer, CancellationToken.None) is { Length: >= 0 } received)
        {
            var datagram = buffer.AsSpan(0, received.Length);
            if (UdpResponseHeader.TryRead(datagram, out var header) && Find(header.TransactionId, received.Sender) is { } transaction)
            {
                transaction.Answer.TrySetResult(datagram.ToArray());
            }
        }

        foreach (var transaction in TakeAll())
        {
            transaction.Answer.TrySetResult(null);
        }
    }

    private uint Begin(Transaction transaction)
    {
        Span<byte> random = stackalloc byte[sizeof(uint)];
        lock (_lock)
        {
            while (true)
            {
                RandomNumberGenerator.Fill(random);
                var id = BinaryPrimitives.ReadUInt32BigEndian(random);
                if (_underWay.TryAdd(id, transaction))
                {
                    return id;
                }
            }
        }
    }

    private void End(uint id)
    {
        lock (_lock)
        {
            _underWay.Remove(id);
        }
    }

    private Transaction? Find(uint id, IPEndPoint sender)
    {
        lock (_lock)
        {
            return _underWay.TryGetValue(id, out var transaction) && transaction.Tracker.Equals(sender) ? transaction : null;
        }
    }

    private List<Transaction> TakeAll()
    {
        lock (_lock)
        {
            return [.. _underWay.Values];
        }
    }

    private sealed record Transaction(IPEndPoint Tracker)
    {
        public TaskCompletionSource<byte[]?> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
