using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace P2PShare.Engine.Storage;

/// <summary>An open file of the system. Owns the handle.</summary>
internal sealed class PhysicalFileHandle(SafeFileHandle handle, string path) : IFileHandle
{
    /// <summary>Shorter reads are not worth announcing: they happen at once, and it would open many small files long before that.</summary>
    internal const int LeastAnnounced = 128 * 1024;

    // Linux fetches no more of one advice than a disk takes in one request, and forgets the rest.
    private const int MostAnnounced = 512 * 1024;

    public long Length => RandomAccess.GetLength(handle);

    public DateTime Modified => File.GetLastWriteTimeUtc(handle);

    public int Read(Span<byte> destination, long position)
    {
        var total = 0;
        while (total < destination.Length)
        {
            var read = RandomAccess.Read(handle, destination[total..], position + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public long Read(IReadOnlyList<Memory<byte>> destinations, long position)
    {
        if (destinations.Count == 1)
        {
            return Read(destinations[0].Span, position);
        }

        var wanted = BufferList.LengthOf(destinations);
        var total = RandomAccess.Read(handle, destinations, position);
        while (total < wanted)
        {
            var read = RandomAccess.Read(handle, BufferList.Slice(destinations, total, wanted - total), position + total);
            if (read == 0)
            {
                break;
            }

            total += read;
        }

        return total;
    }

    public void WillRead(long position, long length)
    {
        if (!OperatingSystem.IsLinux() || !Environment.Is64BitProcess)
        {
            return;
        }

        // Whether the advice is taken changes nothing: what it answers is not looked at.
        for (var end = position + length; position < end; position += MostAnnounced)
        {
            _ = LibC.Advise(handle, position, Math.Min(MostAnnounced, end - position), LibC.WillNeed);
        }
    }

    public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position)
    {
        if (buffers.Count == 1)
        {
            RandomAccess.Write(handle, buffers[0].Span, position);
        }
        else
        {
            RandomAccess.Write(handle, buffers, position);
        }
    }

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Preallocate(long length)
    {
        if (OperatingSystem.IsLinux() && Environment.Is64BitProcess && length > 0)
        {
            int error;
            do
            {
                error = LibC.Allocate(handle, 0, 0, length) == 0 ? 0 : Marshal.GetLastPInvokeError();
            }
            while (error == LibC.Interrupted);
            if (error is not 0 and not LibC.NotSupported)
            {
                throw LibC.ToException(error, path);
            }
        }

        if (Length < length)
        {
            SetLength(length);
        }
    }

    public void Flush() => RandomAccess.FlushToDisk(handle);

    public void Dispose() => handle.Dispose();
}
