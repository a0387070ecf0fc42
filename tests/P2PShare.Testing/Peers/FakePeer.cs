using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Testing.Peers;

/// <summary>
/// A peer that does what a test says, right or wrong, over any transport: sends bytes, and keeps what it gets. Its own understanding of the
/// wire is written for it alone. Reads at once and always, unless told otherwise.
/// </summary>
public sealed class FakePeer : IAsyncDisposable
{
    private const int HandshakeSize = 68;

    private readonly IConnection _connection;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _reading;

    private readonly Lock _lock = new();
    private readonly List<byte> _unread = [];
    private readonly List<WireMessage> _received = [];
    private byte[]? _handshake;
    private TaskCompletionSource? _stoppedReading;
    private volatile bool _hasEnded;

    private FakePeer(IConnection connection, Func<FakePeer, WireMessage, Task>? answer, bool reads)
    {
        _connection = connection;
        _stoppedReading = reads ? null : new(TaskCreationOptions.RunContinuationsAsynchronously);
        _reading = Task.Run(() => ReadAsync(answer));
    }

    /// <summary>Its own end of the connection.</summary>
    public IPEndPoint LocalEndPoint => _connection.LocalEndPoint;

    /// <summary>Whether the other side has closed the connection. What was sent before it is in <see cref="Received"/> by then.</summary>
    public bool HasEnded => _hasEnded;

    /// <summary>The handshake of the other side, 68 bytes; null until it has come.</summary>
    public byte[]? Handshake
    {
        get
        {
            lock (_lock)
            {
                return _handshake;
            }
        }
    }

    /// <summary>All messages so far.</summary>
    public IReadOnlyList<WireMessage> Received
    {
        get
        {
            lock (_lock)
            {
                return [.. _received];
            }
        }
    }

    /// <summary>Connects.</summary>
    /// <param name="transport">The network as its machine sees it.</param>
    /// <param name="remote">Whom to connect to.</param>
    /// <param name="answer">Called for each message that comes, one at a time; null does nothing.</param>
    /// <param name="reads">Whether it reads; if not, the other side's sends come to a standstill until <see cref="Read"/>.</param>
    /// <param name="local">The address to connect from; null for any.</param>
    public static async Task<FakePeer> ConnectAsync(
        ITransport transport, IPEndPoint remote, Func<FakePeer, WireMessage, Task>? answer = null, bool reads = true, IPAddress? local = null)
    {
        ArgumentNullException.ThrowIfNull(transport);
        return new FakePeer(await Eventually.Completes(transport.ConnectAsync(remote, local, CancellationToken.None).AsTask()), answer, reads);
    }

    /// <summary>Waits for a connection.</summary>
    public static async Task<FakePeer> AcceptAsync(IConnectionListener listener, Func<FakePeer, WireMessage, Task>? answer = null)
    {
        ArgumentNullException.ThrowIfNull(listener);
        var connection = await Eventually.Completes(listener.AcceptAsync(CancellationToken.None).AsTask());
        return Over(connection ?? throw new InvalidOperationException("The listener was disposed."), answer);
    }

    /// <summary>Takes over a connection.</summary>
    public static FakePeer Over(IConnection connection, Func<FakePeer, WireMessage, Task>? answer = null) => new(connection, answer, reads: true);

    /// <summary>How many messages of a kind have come.</summary>
    public int Count(WireId id) => Received.Count(message => message.Id == id);

    /// <summary>Sends a handshake.</summary>
    public Task GreetAsync(Sha1Hash infoHash, string peerId, WireFeatures features = WireFeatures.Usual) =>
        SendAsync(Wire.Handshake(infoHash, peerId, features));

    /// <summary>Sends bytes. It is no error when the other side has closed by then; false says so.</summary>
    public Task<bool> SendAsync(params IReadOnlyList<byte[]> messages) =>
        Eventually.Completes(_connection.SendAsync(messages.Count == 1 ? messages[0] : Wire.Join(messages), _stopping.Token).AsTask());

    /// <summary>Reads no more, once what it is reading at this moment has come.</summary>
    public void StopReading() => Interlocked.CompareExchange(ref _stoppedReading, new(TaskCreationOptions.RunContinuationsAsynchronously), null);

    /// <summary>Reads from now on.</summary>
    public void Read() => Interlocked.Exchange(ref _stoppedReading, null)?.SetResult();

    /// <summary>Goes away, as a process that is killed.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
        {
            return;
        }

        await _stopping.CancelAsync();
        _connection.Abort();
        Read();
        await _reading;
        await _connection.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task ReadAsync(Func<FakePeer, WireMessage, Task>? answer)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            while (true)
            {
                await (Volatile.Read(ref _stoppedReading)?.Task ?? Task.CompletedTask);
                var count = await _connection.ReceiveAsync(buffer, _stopping.Token);
                if (count == 0)
                {
                    break;
                }

                foreach (var message in Take(buffer.AsSpan(0, count)))
                {
                    await (answer?.Invoke(this, message) ?? Task.CompletedTask);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // It goes away.
        }

        _hasEnded = true;
    }

    private List<WireMessage> Take(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            _unread.AddRange(bytes);
            var at = 0;
            if (_handshake is null && _unread.Count >= HandshakeSize)
            {
                _handshake = [.. _unread[..HandshakeSize]];
                at = HandshakeSize;
            }

            var whole = new List<WireMessage>();
            while (_handshake is not null && TryTake(at, out var message))
            {
                at += 4 + (message.Id is null ? 0 : 1) + message.Payload.Length;
                whole.Add(message);
            }

            _unread.RemoveRange(0, at);
            _received.AddRange(whole);
            return whole;
        }
    }

    private bool TryTake(int at, out WireMessage message)
    {
        message = new WireMessage(null, ReadOnlyMemory<byte>.Empty);
        if (_unread.Count < at + 4)
        {
            return false;
        }

        var length = (_unread[at] << 24) | (_unread[at + 1] << 16) | (_unread[at + 2] << 8) | _unread[at + 3];
        if (_unread.Count < at + 4 + length)
        {
            return false;
        }

        if (length > 0)
        {
            message = new WireMessage((WireId)_unread[at + 4], _unread.GetRange(at + 5, length - 1).ToArray());
        }

        return true;
    }
}
