using System.Text;

namespace P2PShare.Protocol.Metainfo;

/// <summary>
/// Gives each file of a torrent a path that is safe on every platform and that no other file has, in the order in which they come. The one
/// place where names of strangers become paths. It decides; it asks no disk.
/// </summary>
/// <param name="maxTotalLength">Characters that all paths together may have: a tree can spell out long ones in few bytes.</param>
internal sealed class SafePaths(long maxTotalLength)
{
    private const string Nameless = "_";

    private readonly SafeFolder _root = new(null, "");
    private readonly List<RawPath> _unseen = [];
    private long _rest = maxTotalLength;

    /// <summary>The name of the torrent's file or folder, which is one component.</summary>
    /// <param name="raw">As the torrent spells it.</param>
    /// <param name="fallback">What it is called when nothing is left of the name.</param>
    public static SafePath ToName(ReadOnlyMemory<byte> raw, string fallback)
    {
        var name = SafeName.OneOf(raw.Span) ?? fallback;
        return IsSpelled(name, raw.Span) ? new SafePath(name, null, false) : new SafePath(name, OriginalPath.Of(raw.Span), true);
    }

    /// <summary>The path of the next file.</summary>
    /// <exception cref="MetainfoException">Too many files of one name, or too much text.</exception>
    public SafePath Add(RawPath path)
    {
        var folder = FolderOf(path.Folder, out var isRenamed);
        var name = Nameless;
        if (SafeName.IsPlain(path.Name.Span))
        {
            name = Encoding.ASCII.GetString(path.Name.Span);
        }
        else if (SafeName.PartsOf(path.Name.Span) is { Count: > 0 } parts)
        {
            folder = parts.SkipLast(1).Aggregate(folder, (inner, part) => inner.Folder(part));
            name = parts[^1];
        }

        name = folder.File(name);
        isRenamed |= !IsSpelled(name, path.Name.Span);
        var original = isRenamed ? OriginalPath.Of(path) : null;
        Spend(original?.Length ?? 0);
        return new SafePath(PathIn(folder, name), original, isRenamed);
    }

    /// <summary>Where a symlink points: safe, and below the torrent's folder; null when nothing is left of it.</summary>
    public string? Target(ReadOnlyMemory<byte>[] components)
    {
        var parts = components.SelectMany(component => SafeName.PartsOf(component.Span)).ToList();
        Spend(parts.Sum(part => part.Length + 1L));
        return parts.Count == 0 ? null : string.Join('/', parts);
    }

    private SafeFolder FolderOf(RawPath? path, out bool isRenamed)
    {
        _unseen.Clear();
        while (path is { SafeFolder: null })
        {
            _unseen.Add(path);
            path = path.Folder;
        }

        var folder = path?.SafeFolder ?? _root;
        isRenamed = path?.IsRenamed ?? false;
        for (var i = _unseen.Count - 1; i >= 0; i--)
        {
            var raw = _unseen[i];
            folder = SafeName.PartsOf(raw.Name.Span).Aggregate(folder, (inner, part) => inner.Folder(part));
            isRenamed |= !IsSpelled(folder.Name, raw.Name.Span);
            raw.SafeFolder = folder;
            raw.IsRenamed = isRenamed;
        }

        return folder;
    }

    private static bool IsSpelled(string name, ReadOnlySpan<byte> raw) =>
        Encoding.UTF8.GetByteCount(name) == raw.Length && Encoding.UTF8.GetBytes(name).AsSpan().SequenceEqual(raw);

    private string PathIn(SafeFolder folder, string name)
    {
        if (!folder.HasPath)
        {
            Spend(folder.Path.Length);
        }

        Spend(folder.Path.Length + 1L + name.Length);
        return folder.Path.Length == 0 ? name : $"{folder.Path}/{name}";
    }

    private void Spend(long characters)
    {
        _rest -= characters;
        if (_rest < 0)
        {
            throw new MetainfoException("its paths are too long");
        }
    }
}
