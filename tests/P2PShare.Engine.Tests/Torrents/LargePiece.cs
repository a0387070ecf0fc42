using P2PShare.Engine.Pieces;
using P2PShare.Engine.Torrents;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;

namespace P2PShare.Engine.Tests.Torrents;

/// <summary>A large piece that arrives block by block, as the downloader passes it on.</summary>
internal sealed class LargePiece(TestTorrent torrent, ContentWorld world, TorrentContent content, int piece) : IDisposable
{
    private readonly IReadOnlyList<ReadOnlyMemory<byte>> _blocks = torrent.Blocks(piece);
    private readonly PieceBuffer _buffer = new(piece, torrent.Metainfo.Geometry.LengthOf(piece), torrent.Metainfo.Geometry.BlockCountOf(piece));
    private readonly List<PieceOutcome> _outcomes = [];
    private readonly Lock _lock = new();

    /// <summary>What was called back so far.</summary>
    public IReadOnlyList<PieceOutcome> Outcomes
    {
        get
        {
            lock (_lock)
            {
                return [.. _outcomes];
            }
        }
    }

    public bool IsWatched
    {
        set => _buffer.IsWatched = value;
    }

    public void PutAllBut(params int[] left)
    {
        // In an order that makes runs, gaps and single blocks.
        foreach (var block in Enumerable.Range(0, _blocks.Count).Except(left).OrderBy(block => block % 3 == 0).ThenBy(block => block))
        {
            Put(block);
        }
    }

    public void Put(int block, bool flip = false)
    {
        if (block >= _blocks.Count)
        {
            return;
        }

        var lease = world.Context.Blocks.Rent();
        _blocks[block].CopyTo(lease.Memory);
        lease.Memory.Span[0] ^= flip ? (byte)1 : (byte)0;
        _buffer.Put(block, lease);
        if (_buffer.Held >= content.Intake.MostHeldBlocks)
        {
            content.Intake.WriteHeld(_buffer, Done);
        }
    }

    public async Task<PieceOutcome> TakeAsync()
    {
        content.Intake.Take(_buffer, isLast: true, Done);
        await Eventually.Completes(content.Intake.WhenWrittenAsync());
        return Outcomes[^1];
    }

    public void Dispose() => _buffer.Dispose();

    private void Done(IReadOnlyList<SettledPiece> pieces)
    {
        lock (_lock)
        {
            _outcomes.AddRange(pieces.Select(piece => piece.Outcome));
        }
    }
}
