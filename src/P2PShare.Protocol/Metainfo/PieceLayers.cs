using P2PShare.Protocol.Bencoding;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Takes piece layers for the files that need one, each only if it hashes to the root that the info dictionary states. BEP 52, <c>piece layers</c>.</summary>
internal static class PieceLayers
{
    /// <summary>All layers that a torrent file has, unchecked.</summary>
    public static Dictionary<Sha256Hash, ReadOnlyMemory<byte>> Read(BencodeValue torrent)
    {
        var layers = new Dictionary<Sha256Hash, ReadOnlyMemory<byte>>();
        torrent.TryGet("piece layers"u8, out var found);
        foreach (var entry in found.Entries)
        {
            if (entry.Key.Length == Sha256Hash.Size && entry.Value.TryGetString(out ReadOnlyMemory<byte> layer))
            {
                layers[new Sha256Hash(entry.Key)] = layer;
            }
        }

        return layers;
    }

    /// <summary>The torrent with the layers that belong to it.</summary>
    /// <param name="metainfo">The torrent without layers.</param>
    /// <param name="found">Layers that claim to be its, by root.</param>
    /// <param name="warnings">Told of layers that belong to no file.</param>
    /// <exception cref="MetainfoException">A layer is missing or wrong.</exception>
    public static TorrentMetainfo AddTo(TorrentMetainfo metainfo, IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>> found, WarningList warnings)
    {
        var pieceLength = metainfo.Geometry.PieceLength;
        var layers = new Dictionary<Sha256Hash, ReadOnlyMemory<byte>>();
        foreach (var file in metainfo.Files)
        {
            if (file.PiecesRoot is { } root && file.Length > pieceLength)
            {
                layers[root] = Check(file.Length, root, found, pieceLength, layers.ContainsKey(root));
            }
        }

        if (found.Count > layers.Count)
        {
            warnings.Add("There are piece layers of no file; they are ignored.");
        }

        return metainfo with { PieceLayers = layers };
    }

    private static ReadOnlyMemory<byte> Check(
        long fileLength, Sha256Hash root, IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>> found, int pieceLength, bool isHashed)
    {
        if (!found.TryGetValue(root, out var layer))
        {
            throw new MetainfoException("the piece layer of a file is missing");
        }

        var pieces = (fileLength + pieceLength - 1) / pieceLength;
        if (layer.Length != pieces * Sha256Hash.Size || (!isHashed && MerkleTree.RootOfLayer(layer.Span, pieceLength) != root))
        {
            throw new MetainfoException("the piece layer of a file does not match its root");
        }

        return layer;
    }
}
