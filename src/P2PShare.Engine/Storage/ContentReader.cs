using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>Reads a torrent's content for those who may not block.</summary>
internal sealed class ContentReader(PieceGeometry geometry, IPieceStore store, DiskWorkers workers)
{
    /// <summary>Reads from a place in a piece into buffers in turn, which are not to be touched until it completes.</summary>
    public async ValueTask<ContentRead> ReadAsync(int piece, int begin, IReadOnlyList<Memory<byte>> destinations, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return await workers.RunAsync(() =>
        {
            try
            {
                return new ContentRead(store.TryRead(geometry.OffsetOf(piece) + begin, destinations), null);
            }
            catch (StorageException failure)
            {
                return new ContentRead(false, failure);
            }
        });
    }
}

/// <summary>How a read went: incomplete without a failure means that the files are too short or gone.</summary>
internal readonly record struct ContentRead(bool IsComplete, StorageException? Failure);
