using P2PShare.Net.Memory;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>
/// Pieces too large to be held in memory: their blocks are written as they come, in place and recorded as intended only, and looked at again
/// in their files. Calls block; those for one piece come one after another.
/// </summary>
internal sealed class LargePieces(ContentStore store, TorrentRecord record)
{
    private readonly PieceGeometry _geometry = store.Layout.Metainfo.Geometry;

    /// <summary>Writes blocks of a piece.</summary>
    /// <param name="piece">Which piece.</param>
    /// <param name="blocks">Its blocks, ascending. Stay the caller's.</param>
    /// <exception cref="StorageException">The disk refused.</exception>
    public void Write(int piece, IReadOnlyList<(int Block, BlockLease Lease)> blocks)
    {
        record.Intend(piece);
        for (var first = 0; first < blocks.Count;)
        {
            var run = new List<ReadOnlyMemory<byte>>();
            while (first + run.Count < blocks.Count && blocks[first + run.Count].Block == blocks[first].Block + run.Count)
            {
                var (block, lease) = blocks[first + run.Count];
                run.Add(lease.Memory[.._geometry.BlockLengthOf(piece, block)]);
            }

            store.Write(_geometry.OffsetOf(piece) + ((long)blocks[first].Block * PieceGeometry.BlockLength), run);
            first += run.Count;
        }
    }

    /// <summary>The blocks of a piece as they are in their files, in order; each is to be used before the next is asked for.</summary>
    /// <exception cref="StorageException">They cannot be read, or are not there any more.</exception>
    public IEnumerable<ReadOnlyMemory<byte>> Read(int piece)
    {
        var buffer = new byte[PieceGeometry.BlockLength];
        for (var block = 0; block < _geometry.BlockCountOf(piece); block++)
        {
            var bytes = buffer.AsMemory(0, _geometry.BlockLengthOf(piece, block));
            if (!store.TryRead(_geometry.OffsetOf(piece) + ((long)block * PieceGeometry.BlockLength), [bytes]))
            {
                throw store.DescribeLoss(piece);
            }

            yield return bytes;
        }
    }
}
