using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Reads the files of a v1 or hybrid info dictionary: <c>length</c>, or <c>files</c>. BEP 3 and 47.</summary>
internal sealed class V1Files(WarningList warnings)
{
    private readonly List<RawFile> _files = [];
    private readonly List<RawPath> _folders = [];
    private readonly List<ReadOnlyMemory<byte>> _components = [];

    // BitComet's pad files bear no attribute.
    private static ReadOnlySpan<byte> BitCometPadding => "_____padding_file_"u8;

    /// <summary>Whether the dictionary has files in the manner of v1.</summary>
    public static bool AreIn(BencodeValue info) => info.TryGet("files"u8, out _) || info.TryGet("length"u8, out _);

    /// <summary>All files in their order.</summary>
    /// <exception cref="MetainfoException">A file lacks what it must have.</exception>
    public List<RawFile> Read(BencodeValue info, ReadOnlyMemory<byte> name)
    {
        if (info.TryGet("files"u8, out var files))
        {
            if (files.Kind != BencodeKind.List)
            {
                throw new MetainfoException("`files` is no list");
            }

            foreach (var file in files.Items)
            {
                ReadFile(file);
            }
        }
        else
        {
            Add(info, new RawPath(null, name), FileTraitsReader.Read(info) & ~FileTraits.Padding);
        }

        return _files;
    }

    private void ReadFile(BencodeValue file)
    {
        if (file.Kind != BencodeKind.Dictionary)
        {
            throw new MetainfoException("a file is no dictionary");
        }

        var traits = FileTraitsReader.Read(file);
        if (!RawComponents.TryRead(file, "path.utf-8"u8, _components) && !RawComponents.TryRead(file, "path"u8, _components))
        {
            if (!traits.HasFlag(FileTraits.Padding))
            {
                throw new MetainfoException("a file has no path");
            }

            _components.Add(default);
        }

        if (_components[^1].Span.StartsWith(BitCometPadding))
        {
            traits |= FileTraits.Padding;
        }

        Add(file, ToPath(), traits);
    }

    private void Add(BencodeValue file, RawPath path, FileTraits traits)
    {
        ReadOnlyMemory<byte>[]? target = null;
        var length = 0L;
        if (traits.HasFlag(FileTraits.Symlink))
        {
            (traits, target) = SymlinkReader.Read(file, traits, warnings);
        }
        else if (!file.TryGetInteger("length"u8, out length) || length < 0)
        {
            throw new MetainfoException("a file has no length");
        }

        _files.Add(new RawFile { Path = path, Length = length, Traits = traits, SymlinkTarget = target });
    }

    // Files of one folder follow one another as a rule: they get the same folder object.
    private RawPath ToPath()
    {
        var shared = 0;
        while (shared < _components.Count - 1 && shared < _folders.Count && _folders[shared].Name.Span.SequenceEqual(_components[shared].Span))
        {
            shared++;
        }

        _folders.RemoveRange(shared, _folders.Count - shared);
        for (var i = shared; i < _components.Count - 1; i++)
        {
            _folders.Add(new RawPath(_folders.LastOrDefault(), _components[i]));
        }

        return new RawPath(_folders.LastOrDefault(), _components[^1]);
    }
}
