using System.Text;
using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Writes the files of a v2 torrent as a tree, without recursion. BEP 52, <c>file tree</c>.</summary>
internal static class FileTreeWriter
{
    /// <summary>Writes key and tree of files that are in <see cref="ContentOrder"/>.</summary>
    /// <exception cref="ArgumentException">They are not, or one path is both a file and a folder.</exception>
    public static void Write(BencodeWriter writer, IReadOnlyList<DescribedFile> files)
    {
        writer.WriteKey("file tree"u8);
        writer.BeginDictionary();
        IReadOnlyList<string> previous = [];
        var depth = 0;
        foreach (var file in files)
        {
            RequireOrder(previous, file.Path);
            var shared = SharedFolders(previous, file.Path, depth);
            for (; depth > shared; depth--)
            {
                writer.End();
            }

            for (; depth < file.Path.Count - 1; depth++)
            {
                writer.WriteKey(Encoding.UTF8.GetBytes(file.Path[depth]));
                writer.BeginDictionary();
            }

            WriteFile(writer, file);
            previous = file.Path;
        }

        for (; depth >= 0; depth--)
        {
            writer.End();
        }
    }

    private static void RequireOrder(IReadOnlyList<string> previous, IReadOnlyList<string> next)
    {
        var isInside = previous.Count > 0 && next.Count >= previous.Count && previous.SequenceEqual(next.Take(previous.Count), StringComparer.Ordinal);
        if (ContentOrder.Instance.Compare(previous, next) >= 0 || isInside)
        {
            throw new ArgumentException($"The file {string.Join('/', next)} is not behind {string.Join('/', previous)} in the order of a tree.", nameof(next));
        }
    }

    private static int SharedFolders(IReadOnlyList<string> previous, IReadOnlyList<string> next, int open)
    {
        var shared = 0;
        while (shared < open && shared < next.Count - 1 && previous[shared] == next[shared])
        {
            shared++;
        }

        return shared;
    }

    private static void WriteFile(BencodeWriter writer, DescribedFile file)
    {
        writer.WriteKey(Encoding.UTF8.GetBytes(file.Path[^1]));
        writer.BeginDictionary();
        writer.WriteKey([]);
        writer.BeginDictionary();
        InfoDictionaryWriter.WriteAttributes(writer, file);
        if (file.SymlinkTarget is { } target)
        {
            InfoDictionaryWriter.WritePath(writer, "symlink path"u8, target);
        }
        else
        {
            writer.Write("length"u8, file.Length);
            WriteRoot(writer, file);
        }

        writer.End();
        writer.End();
    }

    private static void WriteRoot(BencodeWriter writer, DescribedFile file)
    {
        if (file.PiecesRoot is { } root)
        {
            Span<byte> bytes = stackalloc byte[Sha256Hash.Size];
            root.CopyTo(bytes);
            writer.Write("pieces root"u8, bytes);
        }
    }
}
