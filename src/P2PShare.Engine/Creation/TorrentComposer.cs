using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Creation;

/// <summary>Puts a torrent together from what was found, what was hashed and what was asked for.</summary>
internal sealed class TorrentComposer(SourceTree tree, CreationOptions options, int pieceLength)
{
    /// <summary>Writes the torrent with made-up hashes, so that what no reader would take is found before hours of hashing, not after.</summary>
    /// <exception cref="CreationException">It cannot become a torrent.</exception>
    public void Rehearse()
    {
        RefuseAmbiguity();
        var count = PieceQueue.Count(tree.Files, options.Format, pieceLength);
        if (count > PieceLengthRule.MaxPieceCount)
        {
            throw new CreationException($"a torrent of `{tree.Path}` would have {count} pieces, and {PieceLengthRule.MaxPieceCount} are the most: choose longer pieces");
        }

        var madeUp = new byte[Sha256Hash.Size];
        madeUp[0] = 1;
        var hashes = options.Format == TorrentFormat.V2 ? [] : new byte[count * Sha1Hash.Size];
        Read(Describe(hashes, file => tree.Files[file].Length == 0 ? null : new Sha256Hash(madeUp)), null);
    }

    /// <summary>The info dictionary as it would be with these hashes.</summary>
    /// <param name="pieceHashes">v1: 20 bytes a piece.</param>
    /// <param name="rootOf">v2: the root of each file.</param>
    public ReadOnlySpan<byte> InfoWith(ReadOnlyMemory<byte> pieceHashes, Func<int, Sha256Hash?> rootOf) => InfoDictionaryWriter.ToBytes(Describe(pieceHashes, rootOf));

    /// <summary>The torrent.</summary>
    public TorrentMetainfo Compose(ContentHashes hashes)
    {
        var layers = options.Format == TorrentFormat.V1 ? null : hashes.PieceLayers();
        return Read(Describe(hashes.PieceHashes, hashes.RootOf), layers) with
        {
            Trackers = options.Trackers,
            WebSeeds = options.WebSeeds,
            Nodes = options.Nodes,
            Comment = options.Comment,
            CreatedBy = options.CreatedBy,
            CreationDate = options.CreationDate,
        };
    }

    private InfoDescription Describe(ReadOnlyMemory<byte> pieceHashes, Func<int, Sha256Hash?> rootOf) => new()
    {
        Format = options.Format,
        Name = tree.Name,
        IsSingleFile = tree.IsSingleFile,
        PieceLength = pieceLength,
        Files = [.. tree.Files.Select((file, index) => Describe(file, rootOf(index)))],
        PieceHashes = pieceHashes,
        IsPrivate = options.IsPrivate,
        Source = options.Source,
    };

    private static DescribedFile Describe(SourceFile file, Sha256Hash? root) => new()
    {
        Path = file.Components,
        Length = file.Length,
        IsExecutable = file.IsExecutable,
        SymlinkTarget = file.LinkTarget,
        PiecesRoot = root,
    };

    private TorrentMetainfo Read(InfoDescription description, IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>>? layers)
    {
        try
        {
            return MetainfoReader.FromInfo(InfoDictionaryWriter.ToBytes(description), layers);
        }
        catch (MetainfoException exception)
        {
            throw new CreationException($"cannot make a torrent of `{tree.Path}`: {exception.Message}", innerException: exception);
        }
    }

    // A v2 torrent does not say whether its one file lies in a folder, and where both bear one name its readers take it that there is none.
    private void RefuseAmbiguity()
    {
        if (options.Format == TorrentFormat.V2 && !tree.IsSingleFile && tree.Files is [{ Components: [var only] }] && only == tree.Name)
        {
            throw new CreationException($"a v2 torrent cannot tell the folder `{tree.Path}` from the one file of the same name in it: share the file, or give another name");
        }
    }
}
