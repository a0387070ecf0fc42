using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Creation;

/// <summary>
/// Finds what is to be shared. Symbolic links are kept as links when they point into the folder, and are an error when they point out of it,
/// unless they are to be followed. Empty folders cannot be expressed in a torrent and are left out. Reads no content.
/// </summary>
internal sealed class SourceWalker(IFileSystem fileSystem, CreationOptions options, CancellationToken cancellationToken)
{
    /// <summary>As many as Linux follows before it gives up.</summary>
    private const int MaxLinkSteps = 40;

    private const char Undecodable = '\uFFFD';

    private readonly PathFilter _filter = new(options);
    private readonly List<SourceFile> _found = [];

    // The real paths of the folders that lead to where the walk is: a link to one of them would never end.
    private readonly Stack<string> _ancestors = new();

    /// <summary>Finds it. The path itself is followed when it is a link, and taken whatever it is called.</summary>
    /// <exception cref="CreationException">There is nothing, or something cannot be shared.</exception>
    public SourceTree Walk(string path)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        var name = NameOf(path);
        var (real, facts) = Resolve(path, Look(path));
        if (!facts.IsDirectory)
        {
            return new SourceTree(path, name, IsSingleFile: true, [ToFile(real, [name], facts)]);
        }

        WalkFolder(real, []);
        if (_found.Count == 0)
        {
            throw new CreationException($"nothing to share in `{path}`: it has no files, or all are hidden or left out") { MayBeHidden = !options.IncludeHidden };
        }

        _found.Sort(static (x, y) => ContentOrder.Instance.Compare(x.Components, y.Components));
        return new SourceTree(path, name, IsSingleFile: false, _found);
    }

    private static SourceFile ToFile(string path, IReadOnlyList<string> components, FileFacts facts) =>
        new(path, components, facts.Length, facts.Modified, facts.IsExecutable);

    private string NameOf(string path)
    {
        var name = options.Name ?? Path.GetFileName(path);
        return name is "" or "." or ".." || name.AsSpan().ContainsAny('/', '\0')
            ? throw new CreationException($"`{name}` cannot be the name of a torrent: give another one")
            : name;
    }

    private void WalkFolder(string folder, IReadOnlyList<string> components)
    {
        if (_ancestors.Contains(folder))
        {
            throw new CreationException($"the symbolic link `{folder}` leads back to a folder that it lies in: leave it out");
        }

        _ancestors.Push(folder);
        foreach (var name in Try(() => fileSystem.List(folder), folder))
        {
            cancellationToken.ThrowIfCancellationRequested();
            Visit(Path.Join(folder, name), [.. components, name]);
        }

        _ancestors.Pop();
    }

    private void Visit(string path, IReadOnlyList<string> components)
    {
        if (_filter.LeavesOut(components))
        {
            return;
        }

        var facts = Look(path);
        if (facts.IsSymbolicLink && !options.FollowSymlinks)
        {
            AddLink(path, components, facts);
            return;
        }

        (path, facts) = Resolve(path, facts);
        if (facts.IsDirectory)
        {
            WalkFolder(path, components);
        }
        else if (_filter.Takes(components))
        {
            _found.Add(ToFile(path, components, facts));
        }
    }

    private void AddLink(string path, IReadOnlyList<string> components, FileFacts facts)
    {
        if (!_filter.Takes(components))
        {
            return;
        }

        var target = Try(() => fileSystem.LinkTarget(path), path) ?? throw Vanished(path);
        var inside = LinkResolution.Inside(components, target)
            ?? throw new CreationException($"the symbolic link `{path}` points out of the folder, to `{target}`: follow links, or leave it out");
        _found.Add(new SourceFile(path, components, 0, facts.Modified, IsExecutable: false, inside));
    }

    /// <summary>Where a path leads in the end, and what is there.</summary>
    private (string Path, FileFacts Facts) Resolve(string path, FileFacts facts)
    {
        var link = path;
        for (var step = 0; facts.IsSymbolicLink; step++)
        {
            var at = path;
            var target = Try(() => fileSystem.LinkTarget(at), at) ?? throw Vanished(at);
            path = Path.GetFullPath(target, Path.GetDirectoryName(path)!);
            facts = (step < MaxLinkSteps ? TryLook(path) : null)
                ?? throw new CreationException($"the symbolic link `{link}` leads nowhere: leave it out, or do not follow links");
        }

        return (path, facts);
    }

    private FileFacts Look(string path) => TryLook(path) ?? throw Vanished(path);

    private FileFacts? TryLook(string path) => Try(() => fileSystem.Look(path), path);

    private static CreationException Vanished(string path) => Path.GetFileName(path).Contains(Undecodable, StringComparison.Ordinal)
        ? new CreationException($"the name of `{path}` is no valid UTF-8, as names in a torrent are: rename it or leave it out")
        : new CreationException($"no such file or folder: `{path}`");

    private static T Try<T>(Func<T> look, string path)
    {
        try
        {
            return look();
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            throw CreationErrors.Unreadable(exception, path);
        }
    }
}
