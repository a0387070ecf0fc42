namespace P2PShare.Engine.Creation;

/// <summary>Decides whether a symbolic link can be part of a torrent. Pure: what the link leads to is not looked at.</summary>
internal static class LinkResolution
{
    /// <summary>The components of the target's path below the shared folder (BEP 47, <c>symlink path</c>); null when the link points out of it, or to the folder itself.</summary>
    /// <param name="link">The link's own path below the folder.</param>
    /// <param name="target">What the link says.</param>
    public static IReadOnlyList<string>? Inside(IReadOnlyList<string> link, string target)
    {
        if (Path.IsPathRooted(target))
        {
            // Even if it leads into the folder here: the same content elsewhere would be another torrent.
            return null;
        }

        var at = link.SkipLast(1).ToList();
        foreach (var component in target.Split(Path.DirectorySeparatorChar, Path.AltDirectorySeparatorChar))
        {
            switch (component)
            {
                case "" or ".":
                    break;
                case ".." when at.Count == 0:
                    return null;
                case "..":
                    at.RemoveAt(at.Count - 1);
                    break;
                default:
                    at.Add(component);
                    break;
            }
        }

        return at.Count == 0 ? null : at;
    }
}
