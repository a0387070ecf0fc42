using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>A peer that connects to an engine, says what a test has it say, and keeps what it is told by extensions. It has nothing.</summary>
internal sealed class WirePeer : IPeerMessageHandler, IAsyncDisposable
{
    private readonly IConnection _connection;
    private readonly Task _receiving;

    private WirePeer(IConnection connection, HandshakeFeatures features)
    {
        Features = features;
        _connection = connection;
        _receiving = ReceiveAsync();
    }

    /// <summary>What the engine can, by its handshake.</summary>
    public HandshakeFeatures Features { get; }

    /// <summary>What the engine said of itself, the last time.</summary>
    public ExtensionHandshake? Introduction { get; private set; }

    /// <summary>Other extension messages, by the id under which we asked for them.</summary>
    public ConcurrentQueue<(byte Id, byte[] Payload)> Extended { get; } = [];

    /// <summary>Ports named for the DHT.</summary>
    public ConcurrentQueue<ushort> Ports { get; } = [];

    /// <summary>Whether the engine has ended the session.</summary>
    public bool IsClosed => _receiving.IsCompleted;

    /// <summary>Connects, shakes hands, and introduces itself.</summary>
    public static async Task<WirePeer> ConnectAsync(
        ITransport transport,
        IPEndPoint engine,
        Sha1Hash infoHash,
        ExtensionHandshake introduction,
        HandshakeFeatures features = HandshakeFeatures.Extensions | HandshakeFeatures.Fast)
    {
        var connection = await transport.ConnectAsync(engine, null, CancellationToken.None);
        var id = new byte[PeerId.RandomSize];
        Random.Shared.NextBytes(id);
        var greeting = new byte[Handshake.Size];
        new Handshake(infoHash, PeerId.Create(id), features).Write(greeting);
        await connection.SendAsync(greeting, CancellationToken.None);
        var answer = new byte[Handshake.Size];
        for (var count = 0; count < answer.Length;)
        {
            var received = await connection.ReceiveAsync(answer.AsMemory(count), CancellationToken.None);
            count += received > 0 ? received : throw new InvalidOperationException("No handshake came back.");
        }

        _ = Handshake.TryRead(answer, out var greeted);
        var peer = new WirePeer(connection, greeted.Features);
        await peer.SendAsync(0, introduction.ToBytes());
        return peer;
    }

    /// <summary>Sends an extension message.</summary>
    public async Task SendAsync(byte id, ReadOnlyMemory<byte> payload)
    {
        var output = new ArrayBufferWriter<byte>();
        PeerMessageWriter.WriteExtended(output, id, payload.Span);
        await _connection.SendAsync(output.WrittenMemory, CancellationToken.None);
    }

    /// <summary>Says that it is still there.</summary>
    public async Task KeepAliveAsync() => await _connection.SendAsync(new byte[sizeof(int)], CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _connection.DisposeAsync();
        await _receiving;
    }

    void IPeerMessageHandler.OnExtended(byte id, ReadOnlySpan<byte> payload)
    {
        if (id == 0 && ExtensionHandshake.TryRead(payload, out var introduction))
        {
            Introduction = introduction;
        }
        else
        {
            Extended.Enqueue((id, payload.ToArray()));
        }
    }

    void IPeerMessageHandler.OnPort(ushort port) => Ports.Enqueue(port);

    void IPeerMessageHandler.OnKeepAlive()
    {
    }

    void IPeerMessageHandler.OnChoke()
    {
    }

    void IPeerMessageHandler.OnUnchoke()
    {
    }

    void IPeerMessageHandler.OnInterested()
    {
    }

    void IPeerMessageHandler.OnNotInterested()
    {
    }

    void IPeerMessageHandler.OnHave(uint piece)
    {
    }

    void IPeerMessageHandler.OnBitfield(ReadOnlySpan<byte> bits)
    {
    }

    void IPeerMessageHandler.OnRequest(uint piece, uint begin, uint length)
    {
    }

    void IPeerMessageHandler.OnBlock(uint piece, uint begin, int length, int offset, ReadOnlySpan<byte> data)
    {
    }

    void IPeerMessageHandler.OnCancel(uint piece, uint begin, uint length)
    {
    }

    void IPeerMessageHandler.OnSuggest(uint piece)
    {
    }

    void IPeerMessageHandler.OnHaveAll()
    {
    }

    void IPeerMessageHandler.OnHaveNone()
    {
    }

    void IPeerMessageHandler.OnReject(uint piece, uint begin, uint length)
    {
    }

    void IPeerMessageHandler.OnAllowedFast(uint piece)
    {
    }

    void IPeerMessageHandler.OnHashRequest(in HashRequest request)
    {
    }

    void IPeerMessageHandler.OnHashes(in HashRequest request, ReadOnlySpan<byte> hashes)
    {
    }

    void IPeerMessageHandler.OnHashReject(in HashRequest request)
    {
    }

    private async Task ReceiveAsync()
    {
        var reader = new PeerMessageReader(PeerMessageReader.MaxBitfieldLength);
        var buffer = new byte[64 * 1024];
        while (await _connection.ReceiveAsync(buffer, CancellationToken.None) is var received and > 0)
        {
            if (reader.Read(buffer.AsSpan(0, received), this) != PeerReadStatus.Ok)
            {
                return;
            }
        }
    }
}
