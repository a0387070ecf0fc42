using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Reads lists of path components. BEP 3, <c>path</c>; BEP 47, <c>symlink path</c>.</summary>
internal static class RawComponents
{
    /// <summary>Most components of one path.</summary>
    public const int MaxDepth = 100;

    /// <summary>Reads the list under a key; false when it is absent, empty or no list.</summary>
    /// <exception cref="MetainfoException">It has something else than strings in it, or too many of them.</exception>
    public static bool TryRead(BencodeValue file, ReadOnlySpan<byte> key, List<ReadOnlyMemory<byte>> components)
    {
        components.Clear();
        if (!file.TryGet(key, BencodeKind.List, out var list))
        {
            return false;
        }

        foreach (var item in list.Items)
        {
            if (!item.TryGetString(out ReadOnlyMemory<byte> component))
            {
                throw new MetainfoException("a file's path is no list of strings");
            }

            if (components.Count == MaxDepth)
            {
                throw new MetainfoException($"a file lies more than {MaxDepth} folders deep");
            }

            components.Add(component);
        }

        return components.Count > 0;
    }
}
