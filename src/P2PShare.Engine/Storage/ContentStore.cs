using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>A torrent's content in files. Bytes are copied nowhere: lists of buffers are cut where files end.</summary>
/// <remarks>
/// A file grows as it is written unless its space is to be reserved. One that is longer than it should be is cut the first time that something
/// is written to it, and left alone otherwise: bytes of the user's are thrown away only in a file that is overwritten anyway.
/// </remarks>
internal sealed class ContentStore : IPieceStore
{
    private readonly FileHandleCache _handles;
    private readonly bool _preallocate;
    private readonly StoredFileState[] _states;
    private readonly Lock _unflushedLock = new();
    private readonly ContentFlusher _flusher;

    // Under its lock: ordinals of files written since the last flush.
    private HashSet<int> _unflushed = [];

    /// <summary>A store over a layout. Opens nothing yet.</summary>
    public ContentStore(ContentLayout layout, FileHandleCache handles, bool preallocate = false)
    {
        Layout = layout;
        _handles = handles;
        _preallocate = preallocate;
        _states = [.. layout.Files.Select(_ => new StoredFileState())];
        _flusher = new ContentFlusher(layout, handles, IsChangedByOthers);
    }

    /// <summary>Asked, from any thread, whether the pieces of a file that someone else changed are as they were all the same. Not, unless told otherwise.</summary>
    public Func<StoredFile, bool> IsStillGood { private get; set; } = static _ => false;

    /// <summary>Where everything lies.</summary>
    public ContentLayout Layout { get; }

    /// <inheritdoc/>
    public bool TryRead(long offset, IReadOnlyList<Memory<byte>> destinations)
    {
        var done = 0L;
        foreach (var segment in Layout.SegmentsOf(offset, BufferList.LengthOf(destinations)))
        {
            if (!TryReadSegment(segment, BufferList.Slice(destinations, done, segment.Length)))
            {
                return false;
            }

            done += segment.Length;
        }

        return true;
    }

    /// <summary>Says to the system which long parts of a piece will be read soon. What cannot be read is found out by who reads it.</summary>
    public void WillRead(int piece)
    {
        foreach (var segment in Layout.SegmentsOf(piece))
        {
            try
            {
                if (segment.File is { } file && segment.Length >= PhysicalFileHandle.LeastAnnounced)
                {
                    using var loan = _handles.Borrow(file.FileSystem, file.Path, FileIntent.Read);
                    loan.Handle.WillRead(segment.Position, segment.Length);
                }
            }
            catch (Exception exception) when (StorageFailures.IsFailure(exception))
            {
                return;
            }
        }
    }

    /// <inheritdoc/>
    public void Write(long offset, IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        var done = 0L;
        foreach (var segment in Layout.SegmentsOf(offset, BufferList.LengthOf(buffers)))
        {
            if (segment.File is { } file)
            {
                WriteSegment(file, segment.Position, BufferList.Slice(buffers, done, segment.Length));
            }
            else if (!segment.IsZero)
            {
                throw new InvalidOperationException("Bytes that nobody wants have no place.");
            }

            done += segment.Length;
        }
    }

    /// <inheritdoc/>
    public void Flush() => Flush([]);

    /// <inheritdoc/>
    public void Flush(Bitfield pieces)
    {
        var files = new HashSet<int>();
        for (var piece = pieces.NextSet(0); piece >= 0; piece = pieces.NextSet(piece + 1))
        {
            foreach (var segment in Layout.SegmentsOf(piece))
            {
                if (segment.File is { } file)
                {
                    files.Add(file.Ordinal);
                }
            }
        }

        Flush(files);
    }

    /// <inheritdoc/>
    public void Complete()
    {
        var made = new ContentFinisher(Layout).Finish();
        Flush();
        _flusher.FlushEntries(made);
    }

    /// <summary>What to say of a piece that was there and cannot be read: which file is gone or too short.</summary>
    public StorageException DescribeLoss(int piece)
    {
        foreach (var segment in Layout.SegmentsOf(piece))
        {
            if (segment.File is not { } file)
            {
                continue;
            }

            var facts = ContentLayout.Look(file);
            if (facts is null || facts.Value.Length < segment.Position + segment.Length)
            {
                return StorageFailures.ChangedByOthers(file.Path, facts is null ? "was deleted or replaced by another program" : "was cut by another program");
            }
        }

        return StorageFailures.ChangedByOthers(Layout.TorrentDirectory, "was changed by another program");
    }

    /// <summary>Pieces are believed since their files looked like this; whoever reads one that looks otherwise is told that it was changed.</summary>
    /// <param name="pieces">Which pieces.</param>
    /// <param name="facts">What the files of the layout were.</param>
    public void Expect(Bitfield pieces, IReadOnlyList<FileFacts?> facts)
    {
        foreach (var file in Layout.Files)
        {
            if (facts[file.Ordinal] is { } known && Layout.PiecesOf(file).Any(piece => pieces[piece]))
            {
                _states[file.Ordinal].Watch.Expect(known.Modified);
            }
        }
    }

    /// <summary>Takes a file as it is now, after someone else changed it: what the store remembers of it is forgotten.</summary>
    public void Forget(StoredFile file)
    {
        _states[file.Ordinal].Watch.Reset();
        _states[file.Ordinal].IsSpoilt = false;
        _states[file.Ordinal].IsPrepared = false;
        _handles.Forget(file.Path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var file in Layout.Files)
        {
            _handles.Forget(file.Path);
        }
    }

    private bool TryReadSegment(in Segment segment, IReadOnlyList<Memory<byte>> destinations)
    {
        if (segment.File is not { } file)
        {
            BufferList.Clear(destinations);
            return segment.IsZero;
        }

        try
        {
            using var loan = _handles.Borrow(file.FileSystem, file.Path, FileIntent.Read);
            while (true)
            {
                var look = _states[file.Ordinal].Watch.BeginLook();
                var isWhole = loan.Handle.Read(destinations, segment.Position) == segment.Length;

                // After the read: what was changed before this look is found out, and what is changed later is not what was read.
                if (!IsTouched(file, loan.Handle, look))
                {
                    return isWhole;
                }

                ThrowIfChangedByOthers(file, loan.Handle);
            }
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw StorageFailures.Translate(exception, "reading", file.Path);
        }
    }

    private bool IsTouched(StoredFile file, IFileHandle handle, long? look) =>
        look is not null && _states[file.Ordinal].Watch.IsChangedByOthers(handle.Modified, look);

    private void ThrowIfChangedByOthers(StoredFile file, IFileHandle handle)
    {
        if (IsChangedByOthers(file, handle))
        {
            throw StorageFailures.ChangedByOthers(file.Path, "was changed by another program");
        }
    }

    /// <summary>Whether someone else changed more of a file than its time. Who else wants to know waits, and is told the same.</summary>
    private bool IsChangedByOthers(StoredFile file, IFileHandle handle)
    {
        var state = _states[file.Ordinal];
        if (!IsTouched(file, handle, state.Watch.BeginLook()))
        {
            return false;
        }

        lock (state.Checking)
        {
            var look = state.Watch.BeginLook();
            var modified = handle.Modified;
            if (look is null || !state.Watch.IsChangedByOthers(modified, look))
            {
                return false;
            }

            state.IsSpoilt = state.IsSpoilt || !IsStillGood(file);
            if (!state.IsSpoilt)
            {
                state.Watch.Settle(modified, look);
            }

            return state.IsSpoilt;
        }
    }

    private void WriteSegment(StoredFile file, long position, IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        var state = _states[file.Ordinal];
        try
        {
            using var loan = _handles.Borrow(file.FileSystem, file.Path, FileIntent.Write);
            ThrowIfChangedByOthers(file, loan.Handle);
            MarkUnflushed(file.Ordinal);
            WriteWatched(file, state, loan.Handle, position, buffers);
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw StorageFailures.Translate(exception, "writing", file.Path);
        }
    }

    private void WriteWatched(StoredFile file, StoredFileState state, IFileHandle handle, long position, IReadOnlyList<ReadOnlyMemory<byte>> buffers)
    {
        state.Watch.BeginWrite();
        try
        {
            Prepare(file, state, handle);
            lock (state.Writing)
            {
                handle.Write(buffers, position);
            }
        }
        finally
        {
            state.Watch.EndWrite();
        }
    }

    private void Prepare(StoredFile file, StoredFileState state, IFileHandle handle)
    {
        if (state.IsPrepared)
        {
            return;
        }

        lock (state.Preparing)
        {
            if (state.IsPrepared)
            {
                return;
            }

            var length = handle.Length;
            state.IsNew |= length == 0;
            if (length > file.Length)
            {
                handle.SetLength(file.Length);
            }
            else if (_preallocate && length < file.Length && !file.IsParts)
            {
                handle.Preallocate(file.Length);
            }

            state.IsPrepared = true;
        }
    }

    private void MarkUnflushed(int ordinal)
    {
        lock (_unflushedLock)
        {
            _unflushed.Add(ordinal);
        }
    }

    // What fails stays unflushed, for the next flush to take up again.
    private void Flush(HashSet<int> ordinals)
    {
        lock (_unflushedLock)
        {
            ordinals.UnionWith(_unflushed);
            _unflushed = [];
        }

        try
        {
            _flusher.Flush([.. ordinals.Select(ordinal => (Layout.Files[ordinal], _states[ordinal]))]);
        }
        catch
        {
            lock (_unflushedLock)
            {
                _unflushed.UnionWith(ordinals);
            }

            throw;
        }
    }
}
