using Microsoft.Win32.SafeHandles;

namespace P2PShare.Engine.Storage;

/// <summary>Goes along a path below a trusted folder without following a symbolic link, and does there what needs the way to be safe. One a system.</summary>
internal abstract class PathWalk(string? root)
{
    /// <summary>The folder that is trusted however it is reached; null: every folder, so that only the last component is watched.</summary>
    protected string? Root { get; } = root;

    public static PathWalk For(string? root) => OperatingSystem.IsLinux() ? new LinuxPathWalk(root) : new PortablePathWalk(root);

    public abstract SafeFileHandle OpenFile(string path, FileIntent intent);

    public abstract void CreateDirectory(string path);

    public abstract void CreateSymbolicLink(string path, string target);

    public abstract void FlushDirectory(string path);

    public abstract bool TryFlushAll(string folder);

    /// <summary>Whether a folder on the way to a path is a symbolic link. The answer may be outdated when it comes.</summary>
    public bool LeadsThroughLink(string path)
    {
        var (at, components) = Split(path);
        for (var i = 0; i < components.Length - 1; i++)
        {
            at = Path.Join(at, components[i]);
            if (new FileInfo(at).LinkTarget is not null)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The trusted folder, and the components below it.</summary>
    /// <exception cref="ArgumentException">The path is not below it: a bug, since names are made safe long before.</exception>
    protected (string Trusted, string[] Components) Split(string path)
    {
        if (Root is null)
        {
            return Path.GetDirectoryName(path) is { } parent ? (parent, [Path.GetFileName(path)]) : (path, []);
        }

        if (path == Root)
        {
            return (Root, []);
        }

        var prefix = Path.EndsInDirectorySeparator(Root) ? Root : Root + Path.DirectorySeparatorChar;
        if (!path.StartsWith(prefix, StringComparison.Ordinal))
        {
            throw new ArgumentException($"`{path}` is not below `{Root}`.", nameof(path));
        }

        var components = path[prefix.Length..].Split([Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar]);
        return components.All(component => component is not ("" or "." or ".."))
            ? (Root, components)
            : throw new ArgumentException($"`{path}` is not a plain path.", nameof(path));
    }
}
