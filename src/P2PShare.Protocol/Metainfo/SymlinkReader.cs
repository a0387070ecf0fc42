using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Reads where a symlink points. BEP 47, <c>symlink path</c>.</summary>
internal static class SymlinkReader
{
    /// <summary>The target's components; a link without a target becomes an ordinary file, as other clients take it. A link has no bytes either way.</summary>
    public static (FileTraits Traits, ReadOnlyMemory<byte>[]? Target) Read(BencodeValue file, FileTraits traits, WarningList warnings)
    {
        var components = new List<ReadOnlyMemory<byte>>();
        if (RawComponents.TryRead(file, "symlink path"u8, components))
        {
            return (traits, components.ToArray());
        }

        warnings.Add("A symbolic link has no target and is taken as an empty file.");
        return (traits & ~FileTraits.Symlink, null);
    }
}
