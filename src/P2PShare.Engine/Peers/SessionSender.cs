using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using P2PShare.Engine.Storage;
using P2PShare.Net.Limits;
using P2PShare.Net.Memory;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Peers;

/// <summary>
/// The send loop of a session: small messages first, then blocks, many to one send. Blocks are read straight into the buffer that is sent,
/// each behind the place of its header. Needs no content where no block is ever added.
/// </summary>
internal sealed class SessionSender(PeerSession session, ContentReader? content, IBufferPool buffers, IRateLimiter limiter, ISessionOwner owner)
{
    /// <summary>Bytes of a send buffer: sixteen blocks with their headers.</summary>
    public const int BufferSize = 16 * (PieceGeometry.BlockLength + PeerMessageWriter.BlockHeaderSize);

    private readonly List<BlockRange> _batch = [];
    private readonly List<Memory<byte>> _slots = [];

    /// <summary>Runs until the stream ends.</summary>
    public async Task<CloseReason> RunAsync(CancellationToken cancellationToken)
    {
        while (await session.Outgoing.WaitAsync())
        {
            while (true)
            {
                var messages = session.Outgoing.TakeMessages();
                if (!messages.IsEmpty)
                {
                    if (!await SendAsync(messages, cancellationToken))
                    {
                        return CloseReason.Ended;
                    }

                    continue;
                }

                _batch.Clear();

                // Under a limit a batch is one block: what has been read and waits for its turn can no longer be cancelled.
                session.Outgoing.TakeBlocks(limiter.BytesPerSecond == 0 && !session.Sends.IsSlow ? BufferSize : 1, _batch);
                if (_batch.Count == 0)
                {
                    break;
                }

                if (!await SendBlocksAsync(cancellationToken))
                {
                    return CloseReason.Ended;
                }
            }
        }

        return CloseReason.Ended;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendBlocksAsync(CancellationToken cancellationToken)
    {
        using var buffer = buffers.Rent();
        var used = 0;
        var contentBytes = 0;
        for (var first = 0; first < _batch.Count;)
        {
            var count = CountAdjoining(first);
            var begin = used;
            _slots.Clear();
            foreach (var range in CollectionsMarshal.AsSpan(_batch).Slice(first, count))
            {
                PeerMessageWriter.WriteBlockHeader(buffer.Memory.Span[used..], range);
                _slots.Add(buffer.Memory.Slice(used + PeerMessageWriter.BlockHeaderSize, range.Length));
                used += PeerMessageWriter.BlockHeaderSize + range.Length;
            }

            var read = await content!.ReadAsync(_batch[first].Piece, _batch[first].Begin, _slots, cancellationToken);
            if (read.IsComplete)
            {
                contentBytes += used - begin - (count * PeerMessageWriter.BlockHeaderSize);
            }
            else
            {
                used = begin;
                owner.ReadFailed(_batch[first].Piece, read.Failure);
                Refuse(first, count);
            }

            first += count;
        }

        return await SendLimitedAsync(buffer.Memory[..used], contentBytes, cancellationToken);
    }

    /// <summary>How many ranges from <paramref name="first"/> on lie one behind the other, so that one read gets them all.</summary>
    private int CountAdjoining(int first)
    {
        var count = 1;
        while (first + count < _batch.Count
            && _batch[first + count].Piece == _batch[first].Piece
            && _batch[first + count].Begin == _batch[first + count - 1].Begin + _batch[first + count - 1].Length)
        {
            count++;
        }

        return count;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendLimitedAsync(ReadOnlyMemory<byte> bytes, int contentBytes, CancellationToken cancellationToken)
    {
        var sent = 0;
        var reported = 0;
        while (sent < bytes.Length)
        {
            var allowed = await limiter.TakeAsync(bytes.Length - sent, cancellationToken);
            if (!await SendAsync(bytes.Slice(sent, allowed), cancellationToken))
            {
                return false;
            }

            sent += allowed;
            var due = (int)((long)contentBytes * sent / bytes.Length);
            owner.Sent(session, due - reported);
            reported = due;
        }

        return true;
    }

    [AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))]
    private async ValueTask<bool> SendAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        session.Sends.Begin();
        var isSent = await session.Connection.SendAsync(bytes, cancellationToken);
        session.Sends.End();
        return isSent;
    }

    private void Refuse(int first, int count)
    {
        if (session.SupportsFast)
        {
            foreach (var range in CollectionsMarshal.AsSpan(_batch).Slice(first, count))
            {
                session.Outgoing.Add(range, PeerMessageWriter.WriteReject);
            }
        }
    }
}
