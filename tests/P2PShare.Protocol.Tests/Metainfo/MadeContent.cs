using System.Security.Cryptography;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Protocol.Tests.Metainfo;

/// <summary>Files in memory, and the torrents of them, hashed in the plainest way there is.</summary>
internal sealed class MadeContent(string name, bool isSingleFile, int pieceLength)
{
    private readonly List<(DescribedFile File, byte[] Bytes)> _files = [];

    public static byte[] Pattern(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 7 % 251))];

    public MadeContent Add(string path, byte[] content, bool isExecutable = false)
    {
        _files.Add((new DescribedFile { Path = path.Split('/'), Length = content.Length, IsExecutable = isExecutable }, content));
        return this;
    }

    public MadeContent AddLink(string path, string target)
    {
        _files.Add((new DescribedFile { Path = path.Split('/'), Length = 0, SymlinkTarget = target.Split('/') }, []));
        return this;
    }

    public InfoDescription Describe(TorrentFormat format) => new()
    {
        Format = format,
        Name = name,
        IsSingleFile = isSingleFile,
        PieceLength = pieceLength,
        Files = [.. _files.Select(made => format == TorrentFormat.V1 ? made.File : made.File with { PiecesRoot = RootOf(made.Bytes) })],
        PieceHashes = format == TorrentFormat.V2 ? default : PieceHashes(format),
    };

    public TorrentMetainfo ToMetainfo(TorrentFormat format) => MetainfoReader.FromInfo(InfoDictionaryWriter.ToBytes(Describe(format)), PieceLayers(format));

    public byte[] ToTorrent(TorrentFormat format) => MetainfoWriter.ToBytes(ToMetainfo(format));

    private Dictionary<Sha256Hash, ReadOnlyMemory<byte>> PieceLayers(TorrentFormat format) => format == TorrentFormat.V1
        ? []
        : _files.Where(made => made.Bytes.Length > pieceLength)
            .Select(made => LayerOf(made.Bytes))
            .DistinctBy(Convert.ToHexString)
            .ToDictionary(layer => MerkleTree.RootOfLayer(layer, pieceLength), layer => new ReadOnlyMemory<byte>(layer));

    private byte[] PieceHashes(TorrentFormat format)
    {
        var all = _files.SelectMany(made => made.Bytes.Concat(
            new byte[InfoDictionaryWriter.PaddingAfter(format, made.Bytes.Length, pieceLength, _files.Count)]));
        return [.. all.Chunk(pieceLength).SelectMany(SHA1.HashData)];
    }

    private Sha256Hash? RootOf(byte[] content)
    {
        if (content.Length == 0)
        {
            return null;
        }

        return content.Length <= pieceLength
            ? new Sha256Hash(TreeOf(content, (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)BlocksOf(content))))
            : MerkleTree.RootOfLayer(LayerOf(content), pieceLength);
    }

    private byte[] LayerOf(byte[] content) => [.. content.Chunk(pieceLength).SelectMany(piece => TreeOf(piece, pieceLength / PieceGeometry.BlockLength))];

    private static int BlocksOf(byte[] content) => (content.Length + PieceGeometry.BlockLength - 1) / PieceGeometry.BlockLength;

    private static byte[] TreeOf(byte[] content, int leaves)
    {
        var layer = content.Chunk(PieceGeometry.BlockLength).Select(SHA256.HashData).ToList();
        layer.AddRange(Enumerable.Repeat(new byte[Sha256Hash.Size], leaves - layer.Count));
        while (layer.Count > 1)
        {
            layer = [.. layer.Chunk(2).Select(pair => SHA256.HashData([.. pair[0], .. pair[1]]))];
        }

        return layer[0];
    }
}
