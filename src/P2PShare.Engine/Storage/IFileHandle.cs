namespace P2PShare.Engine.Storage;

/// <summary>An open file. Calls may come from several threads at once.</summary>
public interface IFileHandle : IDisposable
{
    /// <summary>Bytes now.</summary>
    long Length { get; }

    /// <summary>When its content was last changed, UTC.</summary>
    DateTime Modified { get; }

    /// <summary>Reads at a position; fewer bytes than asked only at the end of the file.</summary>
    int Read(Span<byte> destination, long position);

    /// <summary>Reads at a position into several buffers in turn; fewer bytes than asked only at the end of the file.</summary>
    long Read(IReadOnlyList<Memory<byte>> destinations, long position);

    /// <summary>These bytes will be read soon, in an order that the system does not foresee: a disk may fetch them now, in one go. Nothing happens where it cannot be told.</summary>
    void WillRead(long position, long length)
    {
    }

    /// <summary>Writes all buffers one after another at a position.</summary>
    void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position);

    /// <summary>Sets the length; new space is a hole.</summary>
    void SetLength(long length);

    /// <summary>Reserves space for the whole length, where the system can.</summary>
    void Preallocate(long length);

    /// <summary>Makes what was written durable.</summary>
    void Flush();
}
