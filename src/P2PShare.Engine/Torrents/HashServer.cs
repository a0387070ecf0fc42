using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>Answers hash requests of peers (BEP 52). Those that cost reading are granted one at a time for the whole torrent, and few may wait.</summary>
internal sealed class HashServer(HashTrees trees, TorrentContent content, TaskTracker tasks, Func<int, bool> have, CancellationToken stopping)
{
    /// <summary>Requests of all peers that may wait; more are rejected.</summary>
    private const int MaxWaiting = 64;

    private readonly SemaphoreSlim _turn = new(1);
    private int _waiting;

    /// <summary>The peer asks for hashes. Under the swarm's lock; the answer comes later.</summary>
    public void OnRequest(PeerSession session, HashRequest request)
    {
        if (!session.SpeaksV2)
        {
            session.Close(CloseReason.ProtocolBroken);
            return;
        }

        if (Volatile.Read(ref _waiting) >= MaxWaiting)
        {
            Reject(session, request);
            return;
        }

        Interlocked.Increment(ref _waiting);
        tasks.Run(() => AnswerAsync(session, request));
    }

    private static void Reject(PeerSession session, HashRequest request) =>
        session.Outgoing.Add(request, static (output, rejected) => PeerMessageWriter.WriteHashReject(output, rejected));

    private async Task AnswerAsync(PeerSession session, HashRequest request)
    {
        try
        {
            await _turn.WaitAsync(stopping);
            try
            {
                var hashes = session.IsClosing ? null : await trees.AnswerAsync(request, ReadLeavesAsync, stopping);
                if (hashes is null)
                {
                    Reject(session, request);
                }
                else
                {
                    session.Outgoing.Add((request, hashes), static (output, answer) => PeerMessageWriter.WriteHashes(output, answer.request, answer.hashes));
                }
            }
            finally
            {
                _turn.Release();
            }
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private async ValueTask<bool> ReadLeavesAsync(int piece, Memory<Sha256Hash> leaves, CancellationToken cancellationToken)
    {
        if (!have(piece))
        {
            return false;
        }

        // Sixteen blocks at a time: a piece can be large.
        var buffer = new byte[16 * PieceGeometry.BlockLength];
        for (var first = 0; first < leaves.Length; first += 16)
        {
            var begin = first * PieceGeometry.BlockLength;
            var length = Math.Min(buffer.Length, content.LengthOf(piece) - begin);
            var read = await content.Reader.ReadAsync(piece, begin, [buffer.AsMemory(0, length)], cancellationToken);
            if (!read.IsComplete)
            {
                return false;
            }

            // Off the thread that reads for others.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            content.HashedFiles.HashLeaves(piece, first, buffer.AsSpan(0, length), leaves.Span[first..]);
        }

        return true;
    }
}
