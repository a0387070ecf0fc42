namespace P2PShare.Protocol.Metainfo;

/// <summary>A folder under a safe name, with the names that are taken in it.</summary>
/// <param name="parent">The folder that it lies in; null for the torrent's own.</param>
/// <param name="name">Its name in there.</param>
internal sealed class SafeFolder(SafeFolder? parent, string name)
{
    // More files of one name than this are an attack, and finding a free number for each takes ever longer.
    private const int MaxNumber = 500;

    // A folder, or null for a file. By case and composition, since file systems differ in what they tell apart.
    private readonly Dictionary<string, SafeFolder?> _taken = new(StringComparer.OrdinalIgnoreCase);

    // Folders whose name a file has, by that name.
    private Dictionary<string, SafeFolder>? _moved;
    private Dictionary<string, int>? _lastNumber;
    private string? _path;

    private SafeFolder? Parent { get; } = parent;

    /// <summary>Its name in the folder above.</summary>
    public string Name { get; } = name;

    /// <summary>Below the torrent's folder, components joined by <c>/</c>; empty for that folder.</summary>
    public string Path => _path ??= Join();

    /// <summary>Whether <see cref="Path"/> has taken its memory.</summary>
    public bool HasPath => _path is not null;

    /// <summary>The folder of a name in here, made if need be; under a number where a file has the name.</summary>
    public SafeFolder Folder(string child)
    {
        var key = CanonicalDecomposition.Of(child);
        if (!_taken.TryGetValue(key, out var folder))
        {
            folder = new SafeFolder(this, child);
            _taken.Add(key, folder);
        }

        return folder ?? Moved(key, child);
    }

    /// <summary>Takes a name for a file, with a number where it is taken.</summary>
    public string File(string child)
    {
        var key = CanonicalDecomposition.Of(child);
        if (_taken.TryAdd(key, null))
        {
            return child;
        }

        var free = FreeName(key, child);
        _taken.Add(CanonicalDecomposition.Of(free), null);
        return free;
    }

    private SafeFolder Moved(string key, string child)
    {
        _moved ??= new Dictionary<string, SafeFolder>(StringComparer.OrdinalIgnoreCase);
        if (!_moved.TryGetValue(key, out var folder))
        {
            folder = new SafeFolder(this, FreeName(key, child));
            _taken.Add(CanonicalDecomposition.Of(folder.Name), folder);
            _moved.Add(key, folder);
        }

        return folder;
    }

    private string FreeName(string key, string child)
    {
        _lastNumber ??= new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var number = _lastNumber.GetValueOrDefault(key) + 1; number <= MaxNumber; number++)
        {
            var free = SafeName.Numbered(child, number);
            if (!_taken.ContainsKey(CanonicalDecomposition.Of(free)))
            {
                _lastNumber[key] = number;
                return free;
            }
        }

        throw new MetainfoException($"more than {MaxNumber} files fall on one name");
    }

    private string Join()
    {
        var names = new Stack<string>();
        for (var folder = this; folder.Parent is not null; folder = folder.Parent)
        {
            names.Push(folder.Name);
        }

        return string.Join('/', names);
    }
}
