using System.Buffers;
using System.Runtime.InteropServices;

namespace P2PShare.Net.Memory;

/// <summary>
/// Memory outside the heap that the system may give in one huge page: to touch small pages for the first time costs as much as to receive into them.
/// Whoever made it disposes it, once nobody uses it any more: no collector looks after it.
/// </summary>
internal sealed unsafe partial class SlabMemory : MemoryManager<byte>
{
    /// <summary>Bytes of every slab, and what it is aligned to: a huge page of x86-64, and of ARM with pages of 4 KiB.</summary>
    public const int Size = 2 * 1024 * 1024;

    /// <summary>MADV_DONTNEED.</summary>
    private const int TakeBack = 4;

    /// <summary>MADV_HUGEPAGE.</summary>
    private const int WantHugePages = 14;

    private byte* _start;

    public SlabMemory()
    {
        _start = (byte*)NativeMemory.AlignedAlloc(Size, Size);

        // Where it is refused the pages are small.
        Advise(WantHugePages);
    }

    /// <inheritdoc/>
    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new Span<byte>(_start, Size);
    }

    /// <inheritdoc/>
    public override MemoryHandle Pin(int elementIndex = 0)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((uint)elementIndex, (uint)Size, nameof(elementIndex));
        ObjectDisposedException.ThrowIf(_start is null, this);
        return new MemoryHandle(_start + elementIndex, pinnable: this);
    }

    /// <inheritdoc/>
    public override void Unpin()
    {
        // It never moves.
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (_start is not null)
        {
            // The C library may keep what is freed, but not its pages.
            Advise(TakeBack);
            NativeMemory.AlignedFree(_start);
            _start = null;
        }
    }

    private void Advise(int advice)
    {
        if (OperatingSystem.IsLinux())
        {
            _ = Advise(_start, Size, advice);
        }
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* start, nint length, int advice);
}
