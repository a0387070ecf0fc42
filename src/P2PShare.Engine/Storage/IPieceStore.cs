using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>
/// The bytes of one torrent's content by their offset in the space of pieces (see PieceGeometry). Calls block and come from disk workers,
/// several at a time, never twice for one range. Padding and gaps read as zeros and are not written.
/// </summary>
public interface IPieceStore : IDisposable
{
    /// <summary>Reads; false when part of it is not on disk (a missing or short file), and then the destinations hold garbage.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    bool TryRead(long offset, IReadOnlyList<Memory<byte>> destinations);

    /// <summary>Writes all buffers one after another; makes files and folders as they are needed.</summary>
    /// <exception cref="StorageException">The disk refused; nothing may be believed of the range.</exception>
    void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> buffers);

    /// <summary>Makes durable what was written before the call.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    void Flush();

    /// <summary>As <see cref="Flush()"/>, and makes the bytes of these pieces durable whoever wrote them.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    void Flush(Bitfield pieces);

    /// <summary>Makes what no piece brings into being: empty files, symbolic links, executable bits, final lengths. Called when all wanted pieces are there.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    void Complete();
}
