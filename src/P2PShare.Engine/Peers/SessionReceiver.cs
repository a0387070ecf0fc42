using P2PShare.Net.Limits;
using P2PShare.Net.Memory;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>The receive loop of a session: bytes off the wire, cut into messages, handed over one receive at a time. Judges nothing.</summary>
internal sealed class SessionReceiver(PeerSession session, IBufferPool buffers, IBlockPool blocks, IRateLimiter limiter, ISessionOwner owner)
{
    /// <summary>A session whose receives fill this part of its buffer keeps it for the next one.</summary>
    private const int FastShare = 8;

    /// <summary>Runs until the stream ends, the peer breaks the protocol or the owner has enough of it; returns why.</summary>
    public async Task<CloseReason> RunAsync(CancellationToken cancellationToken)
    {
        var reader = new PeerMessageReader(session.MaxBitfieldLength);
        using var incoming = new IncomingMessages(blocks);
        while (await session.Connection.WaitReadableAsync(cancellationToken))
        {
            // A buffer is held only while there is much to receive: most sessions are silent most of the time, or slow.
            using var buffer = buffers.Rent();
            int received;
            do
            {
                var allowed = await limiter.TakeAsync(buffer.Memory.Length, cancellationToken);
                received = await session.Connection.ReceiveAsync(buffer.Memory[..allowed], cancellationToken);
                limiter.Return(allowed - received);
                if (received == 0)
                {
                    return CloseReason.Ended;
                }

                var status = reader.Read(buffer.Memory.Span[..received], incoming);
                owner.Deliver(session, incoming, received);
                incoming.Clear();
                if (status != PeerReadStatus.Ok)
                {
                    return CloseReason.ProtocolBroken;
                }

                await owner.WaitForRoomAsync(cancellationToken);
            }
            while (received >= buffers.Size / FastShare && session.ExpectsBlocks && !session.IsClosing);

            if (session.IsClosing)
            {
                break;
            }
        }

        return CloseReason.Ended;
    }
}
