using System.Text;

namespace P2PShare.Engine.Storage.Records;

/// <summary>A file of entries that is only ever appended to, or replaced whole. Knows nothing of what they mean. Not thread-safe.</summary>
internal sealed class Journal(IFileSystem files, string path) : IDisposable
{
    // No journal of ours grows to this: what does is something else, and is not read into memory.
    private const long MaxLength = 1L << 30;

    private MemoryStream? _frames;
    private BinaryWriter? _payload;
    private IFileHandle? _file;
    private uint _checksum = JournalFormat.Seed;

    /// <summary>Where it lies.</summary>
    public string Path => path;

    private MemoryStream Frames => _frames ??= new MemoryStream();

    /// <summary>Bytes.</summary>
    public long Length { get; private set; }

    /// <summary>All frames that can be believed, none when there is no such file; and whether there is nothing behind them.</summary>
    /// <exception cref="StorageException">The disk refused.</exception>
    public (IReadOnlyList<ReadOnlyMemory<byte>> Frames, bool IsWhole) Read()
    {
        try
        {
            using var file = files.Open(path, FileIntent.Read);
            var length = file.Length;
            if (length > MaxLength)
            {
                return ([], false);
            }

            var bytes = new byte[length];
            var read = file.Read(bytes, 0);
            return JournalFormat.Read(bytes.AsMemory(0, read));
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            return ([], true);
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw StorageFailures.Translate(exception, "reading", path);
        }
    }

    /// <summary>Puts these entries in place of all others, durably: a reader finds the old ones or the new ones, whatever happens.</summary>
    /// <exception cref="StorageException">The disk refused; the old ones are still there.</exception>
    public void Replace(IEnumerable<RecordEntry> entries)
    {
        var checksum = JournalFormat.Seed;
        Frames.SetLength(0);
        JournalFormat.WriteHead(Frames);
        foreach (var entry in entries)
        {
            checksum = AddFrame(entry, checksum);
        }

        Do(
            () =>
            {
                var file = WholeFile.Write(files, path, Frames.GetBuffer().AsMemory(0, (int)Frames.Length));
                _file?.Dispose();
                _file = file;
            },
            "replacing");
        _checksum = checksum;
        Length = Frames.Length;
        _frames = null;
    }

    /// <summary>Appends entries. They outlast the process, but a power cut only with <paramref name="durably"/>.</summary>
    /// <exception cref="StorageException">The disk refused; none of the entries counts.</exception>
    public void Append(IReadOnlyList<RecordEntry> entries, bool durably = false)
    {
        if (Length == 0)
        {
            throw new InvalidOperationException("Nothing to append to.");
        }

        Frames.SetLength(0);
        var checksum = entries.Aggregate(_checksum, (last, entry) => AddFrame(entry, last));
        Do(
            () =>
            {
                var file = _file ??= Reopen();
                file.Write([Frames.GetBuffer().AsMemory(0, (int)Frames.Length)], Length);
                if (durably)
                {
                    file.Flush();
                }
            },
            "writing");
        _checksum = checksum;
        Length += Frames.Length;
    }

    /// <summary>Holds no descriptor and next to no memory until the next entry.</summary>
    public void Rest()
    {
        _file?.Dispose();
        _file = null;
        (_frames, _payload) = (null, null);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
    }

    private IFileHandle Reopen()
    {
        var file = files.Open(path, FileIntent.Write);
        if (file.Length == Length)
        {
            return file;
        }

        file.Dispose();
        throw new IOException("It has been changed or removed.");
    }

    private uint AddFrame(RecordEntry entry, uint checksum)
    {
        var writer = _payload ??= new BinaryWriter(new MemoryStream(), Encoding.UTF8);
        var payload = (MemoryStream)writer.BaseStream;
        payload.SetLength(0);
        RecordCodec.Write(writer, entry);
        return JournalFormat.WriteFrame(Frames, payload.GetBuffer().AsSpan(0, (int)payload.Length), checksum);
    }

    private void Do(Action action, string doing)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw StorageFailures.Translate(exception, doing, path);
        }
    }
}
