using P2PShare.Engine.Storage;

namespace P2PShare.Testing.Storage;

/// <summary>
/// Files in memory, with a clock of the test's own, of which a kill takes the locks and a power cut also what was not flushed. For small
/// content: each write copies the file. Thread-safe.
/// </summary>
public sealed class InMemoryFileSystem(TimeProvider time) : IFileSystem
{
    private readonly Lock _lock = new();

    // Under the lock. Entries are by whole path; a folder's durable entries are those that it had when it was last flushed.
    private Dictionary<string, MemoryFile> _files = [];
    private readonly HashSet<string> _folders = ["/"];
    private readonly Dictionary<string, string> _links = [];
    private readonly Dictionary<string, Dictionary<string, MemoryFile>> _durableEntries = [];
    private readonly HashSet<string> _locked = [];
    private readonly HashSet<Handle> _open = [];
    private DateTime _lastModified;
    private int _life;

    /// <summary>Paths of all files, in order.</summary>
    public IReadOnlyList<string> Paths
    {
        get
        {
            lock (_lock)
            {
                return [.. _files.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Paths of what is open now, once for each handle.</summary>
    public IReadOnlyList<string> OpenPaths
    {
        get
        {
            lock (_lock)
            {
                return [.. _open.Select(handle => handle.Path).Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>All bytes of a file.</summary>
    public byte[] ReadAll(string path)
    {
        lock (_lock)
        {
            return (byte[])_files[path].Content.Clone();
        }
    }

    /// <summary>Puts a file there as another program would: durably, and with a new time.</summary>
    public void WriteAll(string path, ReadOnlySpan<byte> content)
    {
        lock (_lock)
        {
            MakeFolders(Path.GetDirectoryName(path)!);
            var file = new MemoryFile { Modified = Tick() };
            file.Write(0, content.ToArray());
            file.Flush();
            _files[path] = file;
            DurableEntriesOf(Path.GetDirectoryName(path)!)[path] = file;
        }
    }

    /// <summary>The process is killed: its locks are free, and what it had open is of no use any more.</summary>
    public void Kill()
    {
        lock (_lock)
        {
            _life++;
            _locked.Clear();
            _open.Clear();
        }
    }

    /// <summary>The power fails: as <see cref="Kill"/>, and what was not flushed is there, garbled or not there, as chance has it.</summary>
    public void CutPower(Random random)
    {
        Kill();
        lock (_lock)
        {
            var files = new Dictionary<string, MemoryFile>();
            foreach (var folder in _folders)
            {
                var now = _files.Where(entry => Path.GetDirectoryName(entry.Key) == folder).ToDictionary();
                var entries = random.Next(2) == 0 ? now : DurableEntriesOf(folder);
                _durableEntries[folder] = new Dictionary<string, MemoryFile>(entries);
                foreach (var (path, file) in entries)
                {
                    files[path] = file;
                }
            }

            _files = files;
            foreach (var file in files.Values.Distinct())
            {
                file.CutPower(random);
            }
        }
    }

    /// <inheritdoc/>
    public IFileSystem Below(string root) => this;

    /// <inheritdoc/>
    public IFileHandle Open(string path, FileIntent intent)
    {
        lock (_lock)
        {
            if (_folders.Contains(path))
            {
                throw new IOException($"Is a directory : '{path}'", 21);
            }

            if (_links.ContainsKey(path))
            {
                throw new IOException($"Too many levels of symbolic links : '{path}'", 40);
            }

            if (!_files.TryGetValue(path, out var file))
            {
                if (intent == FileIntent.Read)
                {
                    throw new FileNotFoundException("No such file or directory", path);
                }

                MakeFolders(Path.GetDirectoryName(path)!);
                file = _files[path] = new MemoryFile { Modified = Tick() };
            }

            return new Handle(this, file, path, isLock: false);
        }
    }

    /// <inheritdoc/>
    public FileFacts? Look(string path)
    {
        lock (_lock)
        {
            return _files.TryGetValue(path, out var file) ? new FileFacts(file.Content.Length, file.Modified, false, false, file.IsExecutable)
                : _folders.Contains(path) ? new FileFacts(0, default, true, false, false)
                : _links.ContainsKey(path) ? new FileFacts(0, default, false, true, false)
                : null;
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string directory)
    {
        var prefix = directory.TrimEnd('/') + "/";
        return [.. Paths.Where(path => path.StartsWith(prefix, StringComparison.Ordinal)).Select(path => path[prefix.Length..].Split('/')[0]).Distinct()];
    }

    /// <inheritdoc/>
    public string? LinkTarget(string path)
    {
        lock (_lock)
        {
            return _links.GetValueOrDefault(path);
        }
    }

    /// <inheritdoc/>
    public void CreateDirectory(string path)
    {
        lock (_lock)
        {
            MakeFolders(path);
        }
    }

    /// <inheritdoc/>
    public void CreateSymbolicLink(string path, string target)
    {
        lock (_lock)
        {
            MakeFolders(Path.GetDirectoryName(path)!);
            _links[path] = target;
        }
    }

    /// <inheritdoc/>
    public void MakeExecutable(string path)
    {
        lock (_lock)
        {
            _files[path].IsExecutable = true;
        }
    }

    /// <inheritdoc/>
    public void Move(string from, string to)
    {
        lock (_lock)
        {
            if (!_files.Remove(from, out var file))
            {
                throw new FileNotFoundException("No such file or directory", from);
            }

            _files[to] = file;
        }
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        lock (_lock)
        {
            _files.Remove(path);
            _links.Remove(path);
        }
    }

    /// <inheritdoc/>
    public void FlushDirectory(string path)
    {
        lock (_lock)
        {
            _durableEntries[path] = _files.Where(entry => Path.GetDirectoryName(entry.Key) == path).ToDictionary();
        }
    }

    /// <inheritdoc/>
    public bool TryFlushAll(string folder)
    {
        lock (_lock)
        {
            foreach (var file in _files.Values)
            {
                file.Flush();
            }

            foreach (var directory in _folders)
            {
                FlushDirectory(directory);
            }

            return true;
        }
    }

    /// <inheritdoc/>
    public IFileHandle? TryLock(string path)
    {
        lock (_lock)
        {
            if (!_locked.Add(path))
            {
                return null;
            }

            MakeFolders(Path.GetDirectoryName(path)!);
            _files.TryAdd(path, new MemoryFile { Modified = Tick() });
            return new Handle(this, _files[path], path, isLock: true);
        }
    }

    /// <inheritdoc/>
    public long? FreeSpace(string path) => null;

    private Dictionary<string, MemoryFile> DurableEntriesOf(string folder) =>
        _durableEntries.TryGetValue(folder, out var entries) ? entries : _durableEntries[folder] = [];

    private void MakeFolders(string path)
    {
        for (var folder = path; folder is not null && _folders.Add(folder);)
        {
            folder = Path.GetDirectoryName(folder);
        }
    }

    // No two changes at one time.
    private DateTime Tick()
    {
        var now = time.GetUtcNow().UtcDateTime;
        return _lastModified = now > _lastModified ? now : _lastModified.AddTicks(1);
    }

    private sealed class Handle : IFileHandle
    {
        private readonly InMemoryFileSystem _owner;
        private readonly MemoryFile _file;
        private readonly bool _isLock;
        private readonly int _life;

        public Handle(InMemoryFileSystem owner, MemoryFile file, string path, bool isLock)
        {
            _owner = owner;
            _file = file;
            _isLock = isLock;
            _life = owner._life;
            Path = path;
            owner._open.Add(this);
        }

        public string Path { get; }

        public long Length => Do(() => _file.Content.Length);

        public DateTime Modified => Do(() => _file.Modified);

        public int Read(Span<byte> destination, long position)
        {
            var content = Do(() => _file.Content);
            var length = (int)Math.Clamp(content.Length - position, 0, destination.Length);
            content.AsSpan((int)Math.Min(position, content.Length), length).CopyTo(destination);
            return length;
        }

        public long Read(IReadOnlyList<Memory<byte>> destinations, long position)
        {
            var total = 0L;
            foreach (var destination in destinations)
            {
                total += Read(destination.Span, position + total);
            }

            return total;
        }

        public void Write(IReadOnlyList<ReadOnlyMemory<byte>> buffers, long position) => Do(() =>
        {
            _file.Modified = _owner.Tick();
            foreach (var buffer in buffers)
            {
                _file.Write(position, buffer.ToArray());
                position += buffer.Length;
            }

            return true;
        });

        public void SetLength(long length) => Do(() =>
        {
            _file.Modified = _owner.Tick();
            _file.SetLength(length);
            return true;
        });

        public void Preallocate(long length)
        {
            if (Length < length)
            {
                SetLength(length);
            }
        }

        public void Flush() => Do(() =>
        {
            _file.Flush();
            return true;
        });

        public void Dispose()
        {
            lock (_owner._lock)
            {
                if (_owner._open.Remove(this) && _isLock)
                {
                    _owner._locked.Remove(Path);
                }
            }
        }

        private T Do<T>(Func<T> action)
        {
            lock (_owner._lock)
            {
                return _owner._life != _life ? throw new ObjectDisposedException("the process is dead")
                    : !_owner._open.Contains(this) ? throw new ObjectDisposedException(Path)
                    : action();
            }
        }
    }
}
