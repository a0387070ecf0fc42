using System.Buffers;
using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>The far end of a session, which does nothing but what a test tells it, and remembers all that it is told.</summary>
internal sealed class FakePeer : IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly Transcript _transcript = new();
    // Never disposed: without a timer it holds nothing, and the scene may end a peer that a test has ended.
    private readonly CancellationTokenSource _stop = new();
    private Task _receiving = Task.CompletedTask;

    private FakePeer(IConnection connection) => _connection = connection;

    /// <summary>Where it is, as the node sees it.</summary>
    public IPEndPoint Address => _connection.LocalEndPoint;

    /// <summary>The node's handshake; null until it came.</summary>
    public Handshake? Greeting { get; private set; }

    /// <summary>The messages that came, in words: <c>have 3</c>, <c>request 1 0 16384</c>.</summary>
    public IReadOnlyList<string> Heard => _transcript.Lines;

    /// <summary>Whether the node has ended the session.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>How many bytes came after the handshake.</summary>
    public long Received { get; private set; }

    /// <summary>Comes to a node with a handshake, and reads whatever follows.</summary>
    public static async Task<FakePeer> ComeAsync(
        ITransport from, IPEndPoint node, Sha1Hash torrent, HandshakeFeatures features = HandshakeFeatures.Fast | HandshakeFeatures.Extensions, PeerId? id = null)
    {
        var peer = await ConnectAsync(from, node);
        await peer.GreetAsync(torrent, features, id);
        peer.Listen();
        return peer;
    }

    /// <summary>Comes to a node and says nothing.</summary>
    public static async Task<FakePeer> ConnectAsync(ITransport from, IPEndPoint node) => new(await from.ConnectAsync(node, null, CancellationToken.None));

    /// <summary>Takes the connection that a node makes to it.</summary>
    public static async Task<FakePeer> AcceptAsync(IConnectionListener listener) =>
        new(await listener.AcceptAsync(CancellationToken.None) ?? throw new InvalidOperationException("The listener is gone."));

    /// <summary>Sends a handshake.</summary>
    public Task GreetAsync(Sha1Hash torrent, HandshakeFeatures features = HandshakeFeatures.Fast | HandshakeFeatures.Extensions, PeerId? id = null)
    {
        var bytes = new byte[Handshake.Size];
        new Handshake(torrent, id ?? NewId(), features).Write(bytes);
        return SendBytesAsync(bytes);
    }

    /// <summary>Reads a handshake and then whatever comes, until the node ends the session.</summary>
    public void Listen() => _receiving = ReceiveAsync();

    /// <summary>Takes so many bytes, unread, from who does not <see cref="Listen"/>.</summary>
    public async Task TakeAsync(int count)
    {
        var buffer = new byte[count];
        while (count > 0 && await _connection.ReceiveAsync(buffer.AsMemory(0, count), _stop.Token) is > 0 and var taken)
        {
            count -= taken;
        }
    }

    /// <summary>Sends messages.</summary>
    public Task SendAsync(params IReadOnlyList<Action<IBufferWriter<byte>>> messages)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var message in messages)
        {
            message(output);
        }

        return SendBytesAsync(output.WrittenMemory);
    }

    /// <summary>Sends bytes as they are; what a node that has gone does not take is lost.</summary>
    public async Task SendBytesAsync(ReadOnlyMemory<byte> bytes)
    {
        if (!await _connection.SendAsync(bytes, _stop.Token))
        {
            IsLeft = true;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_stop.IsCancellationRequested)
        {
            return;
        }

        await _stop.CancelAsync();
        _connection.Abort();
        await _receiving;
        await _connection.DisposeAsync();
    }

    /// <summary>An id that nobody else has.</summary>
    public static PeerId NewId()
    {
        var bytes = new byte[PeerId.Size];
        Random.Shared.NextBytes(bytes);
        "-FK0001-"u8.CopyTo(bytes);
        return new PeerId(bytes);
    }

    private async Task ReceiveAsync()
    {
        var reader = new PeerMessageReader(PeerMessageReader.MaxBitfieldLength);
        var buffer = new byte[64 * 1024];
        var greeting = new List<byte>();
        try
        {
            int count;
            while ((count = await _connection.ReceiveAsync(buffer, _stop.Token)) > 0)
            {
                var rest = buffer.AsMemory(0, count);
                if (Greeting is null)
                {
                    var missing = Math.Min(Handshake.Size - greeting.Count, rest.Length);
                    greeting.AddRange(rest.Span[..missing]);
                    rest = rest[missing..];
                    Greeting = Handshake.TryRead(greeting.ToArray(), out var handshake) ? handshake : null;
                }

                Received += rest.Length;
                if (Greeting is null)
                {
                    // No handshake yet, or none at all.
                    continue;
                }

                if (reader.Read(rest.Span, _transcript) != PeerReadStatus.Ok)
                {
                    throw new InvalidOperationException("The node sent what is no message.");
                }
            }
        }
        catch (OperationCanceledException) when (_stop.IsCancellationRequested)
        {
            return;
        }

        IsLeft = true;
    }
}
