namespace P2PShare.Testing.Storage;

/// <summary>A file of an <see cref="InMemoryFileSystem"/>: what it is now, and what of it would outlast a power cut. Under the file system's lock.</summary>
internal sealed class MemoryFile
{
    private readonly List<(long Position, byte[] Bytes)> _unflushed = [];
    private byte[] _durable = [];
    private DateTime _durableModified;

    public byte[] Content { get; private set; } = [];

    public DateTime Modified { get; set; }

    public bool IsExecutable { get; set; }

    public void Write(long position, byte[] bytes)
    {
        Content = Put(Content, position, bytes);
        _unflushed.Add((position, bytes));
    }

    public void SetLength(long length)
    {
        var content = Content;
        Array.Resize(ref content, checked((int)length));
        Content = content;

        // Lengths are durable at once here: who relies on the contrary is mistaken anyway.
        Array.Resize(ref _durable, (int)length);
    }

    public void Flush()
    {
        _durable = Content;
        _durableModified = Modified;
        _unflushed.Clear();
    }

    /// <summary>What was not flushed is lost or garbled, write by write as chance has it; and so is its time.</summary>
    public void CutPower(Random random)
    {
        var content = (byte[])_durable.Clone();
        var modified = _durableModified == default || (_unflushed.Count > 0 && random.Next(2) == 0) ? Modified : _durableModified;
        foreach (var (position, bytes) in _unflushed)
        {
            if (random.Next(2) == 0)
            {
                content = Put(content, position, Remains(bytes, random));
                modified = Modified;
            }
        }

        (Content, Modified) = (content, modified);
        Flush();
    }

    // Of a write that the power cut: all, nothing but the space for it, or other bytes in the middle of it.
    private static byte[] Remains(byte[] bytes, Random random)
    {
        switch (random.Next(4))
        {
            case 0:
                return new byte[bytes.Length];
            case 1 when bytes.Length > 0:
                var garbled = (byte[])bytes.Clone();
                garbled[random.Next(garbled.Length)] = (byte)random.Next(256);
                return garbled;
            default:
                return bytes;
        }
    }

    private static byte[] Put(byte[] content, long position, byte[] bytes)
    {
        var result = new byte[Math.Max(content.Length, position + bytes.Length)];
        content.CopyTo(result, 0);
        bytes.CopyTo(result, position);
        return result;
    }
}
