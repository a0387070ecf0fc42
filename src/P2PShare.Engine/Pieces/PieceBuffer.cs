using P2PShare.Engine.Storage;
using P2PShare.Net.Memory;

namespace P2PShare.Engine.Pieces;

/// <summary>A piece that has been begun: its blocks in memory, each where it belongs; of a large one those that are not yet given to the disk. Owns its blocks.</summary>
internal sealed class PieceBuffer(int piece, int length, int blockCount) : IDisposable
{
    private static readonly Memory<byte> Zeros = new byte[BlockLease.Size];

    private readonly BlockLease?[] _blocks = new BlockLease?[blockCount];

    /// <summary>Which piece.</summary>
    public int Piece { get; } = piece;

    /// <summary>Its bytes.</summary>
    public int Length { get; } = length;

    /// <summary>Whether the digests of its blocks are wanted even if it matches.</summary>
    public bool IsWatched { get; set; }

    /// <summary>Blocks in memory.</summary>
    public int Held { get; private set; }

    /// <summary>What the disk does for it, if its blocks are written as they come.</summary>
    public SerialJobs? Writes { get; set; }

    /// <summary>Why blocks of it that were taken out could not be written. For those jobs only.</summary>
    public StorageException? Failure { get; set; }

    /// <summary>Keeps a block, whose lease it takes over.</summary>
    public void Put(int block, BlockLease lease)
    {
        Drop(block);
        _blocks[block] = lease;
        Held++;
    }

    /// <summary>Gives up all blocks in memory, in order; the caller owns them.</summary>
    public List<(int Block, BlockLease Lease)> TakeOut()
    {
        var taken = new List<(int, BlockLease)>(Held);
        for (var block = 0; block < _blocks.Length; block++)
        {
            if (_blocks[block] is { } lease)
            {
                taken.Add((block, lease));
                _blocks[block] = null;
            }
        }

        Held = 0;
        return taken;
    }

    /// <summary>The bytes of all blocks in order; a block that nobody sent is padding and reads as zeros.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Bytes()
    {
        var bytes = new ReadOnlyMemory<byte>[_blocks.Length];
        for (var block = 0; block < bytes.Length; block++)
        {
            var size = Math.Min(BlockLease.Size, Length - (block * BlockLease.Size));
            bytes[block] = (_blocks[block]?.Memory ?? Zeros)[..size];
        }

        return bytes;
    }

    /// <summary>Gives back one block.</summary>
    public void Drop(int block)
    {
        if (_blocks[block] is { } lease)
        {
            lease.Dispose();
            _blocks[block] = null;
            Held--;
        }
    }

    /// <summary>Gives back all blocks.</summary>
    public void Dispose()
    {
        for (var block = 0; block < _blocks.Length; block++)
        {
            Drop(block);
        }
    }
}
