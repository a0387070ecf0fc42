namespace P2PShare.Engine.Storage;

/// <summary>Goes through the places of a run of bytes. A value, so that looking up a block takes no memory.</summary>
internal ref struct SegmentSequence(ReadOnlySpan<ContentLayout.Extent> extents, long offset, long length)
{
    private readonly ReadOnlySpan<ContentLayout.Extent> _extents = extents;
    private readonly long _end = offset + length;
    private long _offset = offset;
    private int _next = FirstEndingBehind(extents, offset);

    /// <summary>The place now.</summary>
    public Segment Current { get; private set; }

    /// <summary>For <c>foreach</c>.</summary>
    public readonly SegmentSequence GetEnumerator() => this;

    /// <summary>Goes to the next place; false behind the last.</summary>
    public bool MoveNext()
    {
        if (_offset >= _end)
        {
            return false;
        }

        Current = _next < _extents.Length && _extents[_next].Offset < _end ? UpTo(_extents[_next]) : Zeros(_end);
        _offset += Current.Length;
        return true;
    }

    private Segment UpTo(in ContentLayout.Extent extent)
    {
        if (_offset < extent.Offset)
        {
            return Zeros(extent.Offset);
        }

        _next++;
        var skipped = _offset - extent.Offset;
        return new Segment(extent.File, extent.Position + skipped, Math.Min(_end - _offset, extent.Length - skipped), IsZero: false);
    }

    private readonly Segment Zeros(long end) => new(File: null, Position: 0, end - _offset, IsZero: true);

    private static int FirstEndingBehind(ReadOnlySpan<ContentLayout.Extent> extents, long offset)
    {
        var low = 0;
        var high = extents.Length;
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (extents[middle].End > offset)
            {
                high = middle;
            }
            else
            {
                low = middle + 1;
            }
        }

        return low;
    }
}
