namespace P2PShare.Protocol.Metainfo;

/// <summary>The last component of a path as a torrent spells it, behind the folder that it lies in. Files of one folder share the folder.</summary>
internal sealed class RawPath(RawPath? folder, ReadOnlyMemory<byte> name)
{
    /// <summary>Null at the top of the torrent.</summary>
    public RawPath? Folder { get; } = folder;

    /// <summary>Any bytes at all.</summary>
    public ReadOnlyMemory<byte> Name { get; } = name;

    /// <summary>Number of components.</summary>
    public int Depth { get; } = folder is null ? 1 : folder.Depth + 1;

    /// <summary>What <see cref="SafePaths"/> made of it, if it is a folder and was seen.</summary>
    public SafeFolder? SafeFolder { get; set; }

    /// <summary>Whether it, or a folder above it, is called otherwise there.</summary>
    public bool IsRenamed { get; set; }

    /// <summary>Whether two paths have the same bytes in each component.</summary>
    public bool IsSameAs(RawPath other)
    {
        var mine = this;
        var theirs = other;
        while (mine is not null && theirs is not null && !ReferenceEquals(mine, theirs))
        {
            if (!mine.Name.Span.SequenceEqual(theirs.Name.Span))
            {
                return false;
            }

            mine = mine.Folder;
            theirs = theirs.Folder;
        }

        return ReferenceEquals(mine, theirs);
    }
}
