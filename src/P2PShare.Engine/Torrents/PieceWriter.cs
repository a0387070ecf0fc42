using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Net.Memory;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// What becomes of pieces on our disk: good ones are written and recorded, of the others it says what shows who lied. Blocks; thread-safe.
/// </summary>
/// <param name="context">What torrents share.</param>
/// <param name="store">Where the content is.</param>
/// <param name="record">Is told of what is there.</param>
/// <param name="verifier">What pieces should be.</param>
/// <param name="checker">Checks pieces that are in their files.</param>
/// <param name="written">Called when something has been written.</param>
internal sealed class PieceWriter(EngineContext context, ContentStore store, TorrentRecord record, PieceVerifier verifier, ContentChecker checker, Action written)
{
    private readonly PieceGeometry _geometry = store.Layout.Metainfo.Geometry;
    private readonly LargePieces _large = new(store, record);

    /// <summary>Writes those pieces that match, and records them together.</summary>
    /// <param name="pieces">Whole pieces in memory.</param>
    /// <returns>What became of each.</returns>
    public PieceOutcome[] Settle(IReadOnlyList<CheckedPiece> pieces)
    {
        var outcomes = new PieceOutcome[pieces.Count];
        var good = new List<int>(pieces.Count);
        for (var index = 0; index < outcomes.Length; index++)
        {
            var (piece, bytes, matches) = pieces[index];
            if (matches)
            {
                good.Add(index);
            }
            else
            {
                outcomes[index] = new PieceOutcome(PieceFate.Wrong, null, DigestsOf(bytes), LeavesOf(piece.Piece, bytes));
            }
        }

        if (good.Count > 0)
        {
            context.Disk.Write(() => Write(pieces, good, outcomes));
        }

        if (good.Exists(index => outcomes[index].Fate == PieceFate.Stored))
        {
            written();
        }

        return outcomes;
    }

    /// <summary>Writes blocks of a piece that is not held whole; gives them back. A failure is kept in the piece.</summary>
    public void WriteHeld(PieceBuffer piece, List<(int Block, BlockLease Lease)> blocks)
    {
        try
        {
            if (piece.Failure is null)
            {
                context.Disk.Write(() => _large.Write(piece.Piece, blocks));
            }
        }
        catch (StorageException failure)
        {
            piece.Failure = failure;
        }
        finally
        {
            foreach (var (_, lease) in blocks)
            {
                lease.Dispose();
            }
        }
    }

    /// <summary>What becomes of a whole piece whose blocks are in their files.</summary>
    public PieceOutcome SettleWritten(PieceBuffer piece)
    {
        if (piece.Failure is { } failure)
        {
            return PieceOutcome.Refused(failure);
        }

        try
        {
            if (!context.Disk.Hash(() => checker.IsGood(piece.Piece)))
            {
                return new PieceOutcome(PieceFate.Wrong, null, DigestsOf(_large.Read(piece.Piece)), LeavesOf(piece.Piece, _large.Read(piece.Piece)));
            }

            record.Written(piece.Piece);
            written();
            return new PieceOutcome(PieceFate.Stored, null, piece.IsWatched ? DigestsOf(_large.Read(piece.Piece)) : null, null);
        }
        catch (StorageException refused)
        {
            return PieceOutcome.Refused(refused);
        }
    }

    /// <summary>Reads a piece that does not match into its buffer.</summary>
    public PieceOutcome ReadDamaged(PieceBuffer piece)
    {
        try
        {
            for (var block = 0; block < _geometry.BlockCountOf(piece.Piece); block++)
            {
                var lease = context.Blocks.Rent();
                piece.Put(block, lease);
                var bytes = lease.Memory[.._geometry.BlockLengthOf(piece.Piece, block)];
                if (!store.TryRead(_geometry.OffsetOf(piece.Piece) + ((long)block * PieceGeometry.BlockLength), [bytes]))
                {
                    return PieceOutcome.Refused(null);
                }
            }

            return new PieceOutcome(PieceFate.Wrong, null, null, LeavesOf(piece.Piece, piece.Bytes()));
        }
        catch (StorageException failure)
        {
            return PieceOutcome.Refused(failure);
        }
    }

    private void Write(IReadOnlyList<CheckedPiece> pieces, List<int> good, PieceOutcome[] outcomes)
    {
        var done = new List<int>(good.Count);
        try
        {
            record.Intend([.. good.Select(index => pieces[index].Piece.Piece)]);
            foreach (var index in good)
            {
                var (piece, bytes, _) = pieces[index];
                store.Write(_geometry.OffsetOf(piece.Piece), bytes);
                outcomes[index] = new PieceOutcome(PieceFate.Stored, null, piece.IsWatched ? DigestsOf(bytes) : null, null);
                done.Add(index);
            }
        }
        catch (StorageException failure)
        {
            // What was not tried is not tried: the torrent ends with this.
            Refuse(good.Except(done), failure, outcomes);
        }

        if (done.Count == 0)
        {
            return;
        }

        try
        {
            record.Written([.. done.Select(index => pieces[index].Piece.Piece)]);
        }
        catch (StorageException failure)
        {
            Refuse(done, failure, outcomes);
        }
    }

    private static void Refuse(IEnumerable<int> indexes, StorageException failure, PieceOutcome[] outcomes)
    {
        foreach (var index in indexes)
        {
            outcomes[index] = PieceOutcome.Refused(failure);
        }
    }

    /// <summary>The leaves of a piece's blocks in its file's tree; null where it has none. BEP 52.</summary>
    private Sha256Hash[]? LeavesOf(int piece, IEnumerable<ReadOnlyMemory<byte>> blocks)
    {
        if (!verifier.Files.TryFind(piece, out _))
        {
            return null;
        }

        var leaves = new Sha256Hash[_geometry.BlockCountOf(piece)];
        foreach (var (block, bytes) in blocks.Index())
        {
            verifier.Files.HashLeaves(piece, block, bytes.Span, leaves.AsSpan(block, 1));
        }

        return leaves;
    }

    private static BlockDigest[] DigestsOf(IEnumerable<ReadOnlyMemory<byte>> blocks) => [.. blocks.Select(block => BlockDigest.Of(block.Span))];
}
