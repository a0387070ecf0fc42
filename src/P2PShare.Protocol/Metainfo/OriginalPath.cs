using System.Text;
using System.Text.Unicode;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Spells a path as the torrent does, for finding content that its maker already has under names that we would not make ourselves.</summary>
internal static class OriginalPath
{
    /// <summary>The path, components joined by <c>/</c>; null when it could not lie below a folder of a POSIX file system.</summary>
    public static string? Of(RawPath path)
    {
        var names = new Stack<string>();
        for (var component = path; component is not null; component = component.Folder)
        {
            if (Of(component.Name.Span) is not { } name)
            {
                return null;
            }

            names.Push(name);
        }

        return string.Join('/', names);
    }

    /// <summary>One component; null when it could not be a name.</summary>
    public static string? Of(ReadOnlySpan<byte> component)
    {
        if (component.Length is 0 or > SafeName.MaxLength
            || component.ContainsAny((byte)'/', (byte)0)
            || component.SequenceEqual("."u8)
            || component.SequenceEqual(".."u8)
            || !Utf8.IsValid(component))
        {
            return null;
        }

        return Encoding.UTF8.GetString(component);
    }
}
