namespace P2PShare.Engine.Storage;

/// <summary>Views of lists of buffers: a part of one is cut out without copying a byte.</summary>
internal static class BufferList
{
    public static long LengthOf(IReadOnlyList<Memory<byte>> buffers)
    {
        var total = 0L;
        for (var i = 0; i < buffers.Count; i++)
        {
            total += buffers[i].Length;
        }

        return total;
    }

    public static long LengthOf(IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        var total = 0L;
        for (var i = 0; i < buffers.Count; i++)
        {
            total += buffers[i].Length;
        }

        return total;
    }

    public static void Clear(IReadOnlyList<Memory<byte>> buffers)
    {
        for (var i = 0; i < buffers.Count; i++)
        {
            buffers[i].Span.Clear();
        }
    }

    /// <summary>The <paramref name="length"/> bytes behind the first <paramref name="start"/>, which must be there; the list itself when that is all of it.</summary>
    public static IReadOnlyList<Memory<byte>> Slice(IReadOnlyList<Memory<byte>> buffers, long start, long length)
    {
        if (start == 0 && length == LengthOf(buffers))
        {
            return buffers;
        }

        var parts = new List<Memory<byte>>();
        for (var i = 0; length > 0; i++)
        {
            if (Cut(buffers[i].Length, ref start, ref length) is var (begin, count) && count > 0)
            {
                parts.Add(buffers[i].Slice(begin, count));
            }
        }

        return parts;
    }

    /// <summary>As for destinations.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Slice(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long start, long length)
    {
        if (start == 0 && length == LengthOf(buffers))
        {
            return buffers;
        }

        var parts = new List<ReadOnlyMemory<byte>>();
        for (var i = 0; length > 0; i++)
        {
            if (Cut(buffers[i].Length, ref start, ref length) is var (begin, count) && count > 0)
            {
                parts.Add(buffers[i].Slice(begin, count));
            }
        }

        return parts;
    }

    // Which bytes of the next buffer belong to the part; moves the part's own bounds past that buffer.
    private static (int Begin, int Count) Cut(int bufferLength, ref long start, ref long length)
    {
        var begin = (int)Math.Min(bufferLength, start);
        var count = (int)Math.Min(bufferLength - begin, length);
        start -= begin;
        length -= count;
        return (begin, count);
    }
}
