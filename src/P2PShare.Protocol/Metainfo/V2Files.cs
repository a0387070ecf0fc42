using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Reads the files of a v2 or hybrid info dictionary in the order of their tree, without recursion. BEP 52, <c>file tree</c>.</summary>
internal sealed class V2Files(WarningList warnings)
{
    private readonly List<RawFile> _files = [];
    private readonly Stack<(RawPath? Folder, BencodeEntries Entries)> _open = new();

    /// <summary>All files in their order.</summary>
    /// <exception cref="MetainfoException">The tree is not as it must be.</exception>
    public List<RawFile> Read(BencodeValue info)
    {
        if (!info.TryGet("file tree"u8, BencodeKind.Dictionary, out var tree))
        {
            throw new MetainfoException("no file tree");
        }

        _open.Push((null, tree.Entries));
        while (_open.TryPop(out var frame))
        {
            if (frame.Entries.MoveNext())
            {
                var entry = frame.Entries.Current;
                _open.Push(frame);
                ReadNode(new RawPath(frame.Folder, entry.KeyMemory), entry.Value);
            }
        }

        return _files;
    }

    private void ReadNode(RawPath path, BencodeValue node)
    {
        if (path.Name.IsEmpty || node.Kind != BencodeKind.Dictionary)
        {
            throw new MetainfoException("the file tree has something that is neither a file nor a folder");
        }

        // The empty key sorts first, so it need not be looked for behind the first one; the tree is known to be sorted.
        var entries = node.Entries;
        if (!entries.MoveNext())
        {
            return;
        }

        if (!entries.Current.Key.IsEmpty)
        {
            Descend(path, node);
            return;
        }

        var file = entries.Current.Value;
        if (entries.MoveNext() || file.Kind != BencodeKind.Dictionary)
        {
            throw new MetainfoException("the file tree has something that is both a file and a folder");
        }

        _files.Add(ReadFile(path, file));
    }

    private void Descend(RawPath path, BencodeValue folder)
    {
        if (path.Depth == RawComponents.MaxDepth)
        {
            throw new MetainfoException($"a file lies more than {RawComponents.MaxDepth} folders deep");
        }

        _open.Push((path, folder.Entries));
    }

    private RawFile ReadFile(RawPath path, BencodeValue file)
    {
        var traits = FileTraitsReader.Read(file);
        if (traits.HasFlag(FileTraits.Padding))
        {
            throw new MetainfoException("the file tree has padding in it");
        }

        if (traits.HasFlag(FileTraits.Symlink))
        {
            (traits, var target) = SymlinkReader.Read(file, traits, warnings);
            return new RawFile { Path = path, Length = 0, Traits = traits, SymlinkTarget = target };
        }

        if (!file.TryGetInteger("length"u8, out var length) || length < 0)
        {
            throw new MetainfoException("a file has no length");
        }

        return new RawFile { Path = path, Length = length, Traits = traits, PiecesRoot = length == 0 ? null : ReadRoot(file) };
    }

    private static Sha256Hash ReadRoot(BencodeValue file)
    {
        if (!file.TryGetString("pieces root"u8, out ReadOnlySpan<byte> root) || root.Length != Sha256Hash.Size || !root.ContainsAnyExcept((byte)0))
        {
            throw new MetainfoException("a file has no pieces root");
        }

        return new Sha256Hash(root);
    }
}
