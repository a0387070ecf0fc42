using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Testing;

/// <summary>A torrent with merkle trees, of files with made-up content: each file's content follows from its length alone.</summary>
public sealed class HashedContent
{
    public HashedContent(int pieceLength, params long[] lengths)
    {
        Trees = [.. lengths.Select(length => new NaiveTree(length, pieceLength))];
        var files = new List<TorrentFile>();
        var pieces = 0L;
        foreach (var (length, tree) in lengths.Zip(Trees))
        {
            files.Add(new TorrentFile { Path = $"content/{files.Count}", Length = length, Offset = pieces * pieceLength, PiecesRoot = tree.Root });
            pieces += tree.Shape.PieceCount;
        }

        Metainfo = new TorrentMetainfo
        {
            InfoBytes = Array.Empty<byte>(),
            Format = TorrentFormat.V2,
            InfoHashes = new InfoHashes(null, default(Sha256Hash)),
            Name = "content",
            IsSingleFile = false,
            Files = files,
            Geometry = PieceGeometry.Aligned(pieceLength, lengths),
            PieceLayers = Trees
                .Where(tree => tree.Shape.PieceCount > 1)
                .DistinctBy(tree => tree.Root)
                .ToDictionary(tree => tree.Root, tree => (ReadOnlyMemory<byte>)tree.PieceLayer),
        };
    }

    public TorrentMetainfo Metainfo { get; }

    public IReadOnlyList<NaiveTree> Trees { get; }
}
