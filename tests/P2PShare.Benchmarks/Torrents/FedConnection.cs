using System.Net;
using System.Threading.Tasks.Sources;
using P2PShare.Net.Transport;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Benchmarks.Torrents;

/// <summary>
/// A peer without a network: what it is fed the session takes in on the feeding thread, to the end, so that nothing of a scheduler is measured; what it
/// is sent it counts, and keeps the requests. Allocates nothing once its queue has grown.
/// </summary>
internal sealed class FedConnection(IPEndPoint remote, Action<FedConnection, BlockRange> onRequest) : IConnection, IPeerMessageHandler, IValueTaskSource<bool>, IValueTaskSource<int>
{
    private readonly PeerMessageReader _sent = new(PeerMessageReader.MaxBitfieldLength);
    private ManualResetValueTaskSourceCore<int> _received;
    private ReadOnlyMemory<byte> _fed;
    private Memory<byte> _buffer;
    private int _isWaiting;
    private volatile bool _isEnded;
    private long _haves;
    private long _blockBytes;

    public IPEndPoint LocalEndPoint { get; } = new(IPAddress.Loopback, 1);

    public IPEndPoint RemoteEndPoint => remote;

    /// <summary>Pieces that the peer was told of.</summary>
    public long Haves => Volatile.Read(ref _haves);

    /// <summary>Bytes of blocks that the peer was sent.</summary>
    public long BlockBytes => Volatile.Read(ref _blockBytes);

    /// <summary>Whether the peer may be chosen for upload: it has been unchoked last.</summary>
    public bool IsUnchoked { get; private set; }

    /// <summary>Has the session take in these bytes, at most a receive buffer full. Waits where the session waits for the disk.</summary>
    public void Feed(ReadOnlyMemory<byte> bytes)
    {
        WaitUntilTaken();
        _fed = bytes;
        Complete();
    }

    /// <summary>Returns once the session has taken in all that it was fed.</summary>
    public void WaitUntilTaken()
    {
        var wait = new SpinWait();
        while (Volatile.Read(ref _isWaiting) == 0 && !_isEnded)
        {
            wait.SpinOnce();
        }
    }

    public ValueTask<bool> WaitReadableAsync(CancellationToken cancellationToken)
    {
        if (!_fed.IsEmpty || _isEnded)
        {
            return ValueTask.FromResult(!_isEnded);
        }

        Wait(Memory<byte>.Empty);
        return new ValueTask<bool>(this, _received.Version);
    }

    public ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!_fed.IsEmpty || _isEnded)
        {
            _buffer = buffer;
            return ValueTask.FromResult(Take());
        }

        Wait(buffer);
        return new ValueTask<int>(this, _received.Version);
    }

    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken)
    {
        _ = _sent.Read(buffer.Span, this);
        return ValueTask.FromResult(!_isEnded);
    }

    public void Abort()
    {
        _isEnded = true;
        Complete();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    bool IValueTaskSource<bool>.GetResult(short token)
    {
        _ = _received.GetResult(token);
        return !_isEnded;
    }

    int IValueTaskSource<int>.GetResult(short token) => _received.GetResult(token);

    public ValueTaskSourceStatus GetStatus(short token) => _received.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _received.OnCompleted(continuation, state, token, flags);

    public void OnHave(uint piece) => Interlocked.Increment(ref _haves);

    public void OnBlock(uint piece, uint begin, int length, int offset, ReadOnlySpan<byte> data) => Interlocked.Add(ref _blockBytes, data.Length);

    public void OnRequest(uint piece, uint begin, uint length) => onRequest(this, new BlockRange((int)piece, (int)begin, (int)length));

    public void OnChoke() => IsUnchoked = false;

    public void OnUnchoke() => IsUnchoked = true;

    public void OnKeepAlive()
    {
        // As all below: a peer hears it and does nothing.
    }

    public void OnInterested()
    {
    }

    public void OnNotInterested()
    {
    }

    public void OnBitfield(ReadOnlySpan<byte> bits)
    {
    }

    public void OnCancel(uint piece, uint begin, uint length)
    {
    }

    public void OnPort(ushort port)
    {
    }

    public void OnSuggest(uint piece)
    {
    }

    public void OnHaveAll()
    {
    }

    public void OnHaveNone()
    {
    }

    public void OnReject(uint piece, uint begin, uint length)
    {
    }

    public void OnAllowedFast(uint piece)
    {
    }

    public void OnExtended(byte id, ReadOnlySpan<byte> payload)
    {
    }

    public void OnHashRequest(in HashRequest request)
    {
    }

    public void OnHashes(in HashRequest request, ReadOnlySpan<byte> hashes)
    {
    }

    public void OnHashReject(in HashRequest request)
    {
    }

    private void Wait(Memory<byte> buffer)
    {
        _buffer = buffer;
        _received.Reset();
        Volatile.Write(ref _isWaiting, 1);
        if (_isEnded)
        {
            Complete();
        }
    }

    private void Complete()
    {
        if (Interlocked.Exchange(ref _isWaiting, 0) == 1)
        {
            _received.SetResult(Take());
        }
    }

    // A wait for something to read has no buffer and takes nothing.
    private int Take()
    {
        var count = Math.Min(_fed.Length, _buffer.Length);
        _fed.Span[..count].CopyTo(_buffer.Span);
        _fed = _fed[count..];
        return count;
    }
}
