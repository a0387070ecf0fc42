using System.Buffers;
using System.Net;
using System.Threading.Channels;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.WebSeeds;

/// <summary>
/// A web seed in the guise of a peer (BEP 19): to the session it has everything, chokes nobody and answers requests with blocks, which it reads
/// from a web server. So picking, limits, verification and bans are those of peers. The bytes never leave the process in this form.
/// </summary>
internal sealed class WebSeedConnection : IConnection
{
    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(60);

    private readonly TorrentMetainfo _metainfo;
    private readonly WebSeedReader _reader;
    private readonly string _seed;
    private readonly Channel<ReadOnlyMemory<byte>> _toSession = Channel.CreateBounded<ReadOnlyMemory<byte>>(new BoundedChannelOptions(WebSeedRequests.MaxBlocks) { SingleReader = true, SingleWriter = true });
    private readonly WebSeedRequests _requests = new();
    private readonly PeerMessageReader _fromSession = new(PeerMessageReader.MaxBitfieldLength);
    private readonly CancellationTokenSource _ending = new();
    private readonly TaskCompletionSource<string?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _serving;

    // Of the one receive: what did not fit into the last buffer.
    private ReadOnlyMemory<byte> _rest;

    /// <summary>Begins to serve.</summary>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="seed">The web seed's URL.</param>
    /// <param name="address">Where it is; bans are by this.</param>
    /// <param name="reader">Reads from it.</param>
    public WebSeedConnection(TorrentMetainfo metainfo, string seed, IPEndPoint address, WebSeedReader reader)
    {
        _metainfo = metainfo;
        _seed = seed;
        _reader = reader;
        RemoteEndPoint = address;
        LocalEndPoint = new IPEndPoint(address.AddressFamily == IPAddress.Any.AddressFamily ? IPAddress.Any : IPAddress.IPv6Any, 0);
        _serving = Task.Run(ServeAsync);
    }

    public IPEndPoint LocalEndPoint { get; }

    public IPEndPoint RemoteEndPoint { get; }

    /// <summary>Completes when it is over: with what went wrong, as a clause for users, or null when the session ended it.</summary>
    public Task<string?> Ended => _ended.Task;

    /// <summary>Bytes that it gave.</summary>
    public long Given { get; private set; }

    public async ValueTask<bool> WaitReadableAsync(CancellationToken cancellationToken)
    {
        _ = !_rest.IsEmpty || await _toSession.Reader.WaitToReadAsync(cancellationToken);
        return !_ending.IsCancellationRequested;
    }

    public async ValueTask<int> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (!await WaitReadableAsync(cancellationToken))
        {
            return 0;
        }

        var received = 0;
        while (received < buffer.Length && (!_rest.IsEmpty || _toSession.Reader.TryRead(out _rest)))
        {
            var part = _rest[..Math.Min(_rest.Length, buffer.Length - received)];
            part.CopyTo(buffer[received..]);
            _rest = _rest[part.Length..];
            received += part.Length;
        }

        return received;
    }

    public ValueTask<bool> SendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_fromSession.Read(buffer.Span, _requests) == PeerReadStatus.Ok && !_serving.IsCompleted);

    public void Abort() => _ending.Cancel();

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _serving;
    }

    private async Task ServeAsync()
    {
        string? problem = null;
        try
        {
            await SayAsync(PeerMessageWriter.WriteHaveAll);
            await SayAsync(PeerMessageWriter.WriteUnchoke);
            while (problem is null)
            {
                problem = await AnswerNextAsync();
            }
        }
        catch (OperationCanceledException) when (_ending.IsCancellationRequested)
        {
            // The session has enough.
        }
        finally
        {
            _toSession.Writer.Complete();
            _ended.TrySetResult(problem);
        }
    }

    private async Task<string?> AnswerNextAsync()
    {
        if (!await _requests.WaitAsync(KeepAliveInterval, _ending.Token))
        {
            await SayAsync(PeerMessageWriter.WriteKeepAlive);
            return null;
        }

        var blocks = _requests.Take();
        if (blocks.Count == 0)
        {
            return null;
        }

        var length = blocks.Sum(block => block.Length);
        var bytes = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            var offset = _metainfo.Geometry.OffsetOf(blocks[0].Piece) + blocks[0].Begin;
            return await ReadAsync(offset, bytes.AsMemory(0, length)) ?? await GiveAsync(blocks, bytes.AsMemory(0, length));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(bytes);
        }
    }

    private async Task<string?> GiveAsync(IReadOnlyList<BlockRange> blocks, ReadOnlyMemory<byte> bytes)
    {
        foreach (var block in blocks)
        {
            var message = new byte[PeerMessageWriter.BlockHeaderSize + block.Length];
            PeerMessageWriter.WriteBlockHeader(message, block);
            bytes[..block.Length].CopyTo(message.AsMemory(PeerMessageWriter.BlockHeaderSize));
            await _toSession.Writer.WriteAsync(message, _ending.Token);
            bytes = bytes[block.Length..];
            Given += block.Length;
        }

        return null;
    }

    private async ValueTask SayAsync(Action<IBufferWriter<byte>> write)
    {
        var message = new ArrayBufferWriter<byte>();
        write(message);
        await _toSession.Writer.WriteAsync(message.WrittenMemory, _ending.Token);
    }

    /// <summary>Reads bytes of the space of pieces, file by file. What no file fills is padding.</summary>
    private async Task<string?> ReadAsync(long offset, Memory<byte> destination)
    {
        destination.Span.Clear();
        foreach (var file in _metainfo.Files)
        {
            var from = Math.Max(offset, file.Offset);
            var to = Math.Min(offset + destination.Length, file.Offset + file.Length);
            if (from < to && !file.IsPadding
                && await _reader.ReadAsync(
                    WebSeedUrls.Of(_seed, _metainfo, file),
                    from - file.Offset,
                    file.Length,
                    destination.Slice((int)(from - offset), (int)(to - from)),
                    _ending.Token) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }
}
