using System.Security.Cryptography;
using System.Text;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Testing.Torrents;

/// <summary>
/// A torrent with its content in memory, in any format, for tests of what lies above the reading of torrent files: its info dictionary is
/// made up. The naive model of where bytes lie: <see cref="Space"/> is the whole space of pieces, padding and gaps included.
/// </summary>
public sealed class TestTorrent
{
    private TestTorrent(TorrentMetainfo metainfo, byte[] space, IReadOnlyList<(string Path, byte[] Content)> files)
    {
        Metainfo = metainfo;
        Space = space;
        Files = files;
    }

    /// <summary>The torrent.</summary>
    public TorrentMetainfo Metainfo { get; }

    /// <summary>All bytes of the space of pieces.</summary>
    public byte[] Space { get; }

    /// <summary>The content, without padding.</summary>
    public IReadOnlyList<(string Path, byte[] Content)> Files { get; }

    /// <summary>The bytes of a piece.</summary>
    public ReadOnlyMemory<byte> Piece(int piece) => Space.AsMemory((int)Metainfo.Geometry.OffsetOf(piece), Metainfo.Geometry.LengthOf(piece));

    /// <summary>The bytes of a piece in blocks.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Blocks(int piece) => InParts(Piece(piece), PieceGeometry.BlockLength);

    /// <summary>Bytes cut into parts of one length, the last one shorter.</summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>> InParts(ReadOnlyMemory<byte> bytes, int length)
    {
        var parts = new List<ReadOnlyMemory<byte>>();
        for (var done = 0; done < bytes.Length; done += length)
        {
            parts.Add(bytes.Slice(done, Math.Min(length, bytes.Length - done)));
        }

        return parts;
    }

    /// <summary>A torrent of one file of seeded random bytes.</summary>
    public static TestTorrent OfFile(TorrentFormat format, int pieceLength, int length, string name = "content.bin") =>
        Create(format, pieceLength, name, isSingleFile: true, [(name, Random(length, length))]);

    /// <summary>A torrent of a folder with files of seeded random bytes and these lengths.</summary>
    public static TestTorrent OfFolder(TorrentFormat format, int pieceLength, params IReadOnlyList<int> lengths) =>
        Create(format, pieceLength, "folder", isSingleFile: false, [.. lengths.Select((length, i) => ($"sub{i % 3}/file{i}", Random(length, i)))]);

    /// <summary>A torrent of given content.</summary>
    /// <param name="format">Which hashes.</param>
    /// <param name="pieceLength">Bytes of a piece; a power of two of at least 16 KiB in v2 and hybrid.</param>
    /// <param name="name">Of the file or folder.</param>
    /// <param name="isSingleFile">One file called <paramref name="name"/>, and no folder.</param>
    /// <param name="files">Path and bytes; the path of a single file is its name.</param>
    /// <param name="change">Changes each file's description before it is used: bits, links.</param>
    public static TestTorrent Create(
        TorrentFormat format,
        int pieceLength,
        string name,
        bool isSingleFile,
        IReadOnlyList<(string Path, byte[] Content)> files,
        Func<TorrentFile, TorrentFile>? change = null)
    {
        ArgumentNullException.ThrowIfNull(files);
        var placed = Place(format, pieceLength, files, change ?? (file => file));
        var geometry = format == TorrentFormat.V2
            ? PieceGeometry.Aligned(pieceLength, placed.Select(file => file.Length))
            : PieceGeometry.Continuous(pieceLength, placed.Sum(file => file.Length));
        var space = Fill(geometry, placed, files);
        var layers = new Dictionary<Sha256Hash, ReadOnlyMemory<byte>>();
        if (format != TorrentFormat.V1)
        {
            placed = [.. placed.Select(file => WithRoot(file, pieceLength, space, layers))];
        }

        var info = Encoding.UTF8.GetBytes($"d4:name{Encoding.UTF8.GetByteCount(name)}:{name}6:lengthi{space.Length}e4:salti{pieceLength}ee");
        var metainfo = new TorrentMetainfo
        {
            InfoBytes = info,
            Format = format,
            InfoHashes = HashesOf(format, info, space),
            Name = name,
            IsSingleFile = isSingleFile,
            Files = placed,
            Geometry = geometry,
            PieceHashes = format == TorrentFormat.V2 ? default(ReadOnlyMemory<byte>) : Sha1OfPieces(geometry, space),
            PieceLayers = layers,
        };
        return new TestTorrent(metainfo, space, files);
    }

    /// <summary>Writes all content below a folder, as the torrent wants it.</summary>
    public void WriteTo(string directory)
    {
        foreach (var (path, content) in Files)
        {
            var full = Path.Combine(directory, Metainfo.IsSingleFile ? string.Empty : Metainfo.Name, path);
            Directory.CreateDirectory(Path.GetDirectoryName(full)!);
            File.WriteAllBytes(full, content);
        }
    }

    private static byte[] Random(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static List<TorrentFile> Place(
        TorrentFormat format, int pieceLength, IReadOnlyList<(string Path, byte[] Content)> files, Func<TorrentFile, TorrentFile> change)
    {
        var placed = new List<TorrentFile>();
        var offset = 0L;
        foreach (var (path, content) in files)
        {
            var gap = content.Length > 0 && format != TorrentFormat.V1 ? ((offset + pieceLength - 1) / pieceLength * pieceLength) - offset : 0;
            if (gap > 0 && format == TorrentFormat.Hybrid)
            {
                placed.Add(new TorrentFile { Path = $".pad/{gap}", Length = gap, Offset = offset, IsPadding = true });
            }

            offset += gap;
            placed.Add(change(new TorrentFile { Path = path, Length = content.Length, Offset = offset }));
            offset += content.Length;
        }

        return placed;
    }

    private static byte[] Fill(PieceGeometry geometry, List<TorrentFile> placed, IReadOnlyList<(string Path, byte[] Content)> files)
    {
        var space = new byte[geometry.Span];
        foreach (var (file, content) in placed.Where(file => !file.IsPadding).Zip(files, (file, source) => (file, source.Content)))
        {
            content.CopyTo(space.AsSpan((int)file.Offset));
        }

        return space;
    }

    private static TorrentFile WithRoot(TorrentFile file, int pieceLength, byte[] space, Dictionary<Sha256Hash, ReadOnlyMemory<byte>> layers)
    {
        if (file.IsPadding || file.Length == 0)
        {
            return file;
        }

        var tree = new FileTree(file.Length, pieceLength);
        var content = space.AsSpan((int)file.Offset, (int)file.Length);
        var layer = new byte[tree.PieceCount * Sha256Hash.Size];
        var nodes = new Sha256Hash[tree.PieceCount];
        for (var piece = 0; piece < tree.PieceCount; piece++)
        {
            var bytes = content.Slice(piece * pieceLength, tree.LengthOf(piece));
            var leaves = new Sha256Hash[tree.BlockCountOf(piece)];
            for (var block = 0; block < leaves.Length; block++)
            {
                var begin = block * PieceGeometry.BlockLength;
                leaves[block] = MerkleTree.HashBlock(bytes[begin..Math.Min(bytes.Length, begin + PieceGeometry.BlockLength)]);
            }

            nodes[piece] = tree.RootOfPiece(leaves);
            nodes[piece].CopyTo(layer.AsSpan(piece * Sha256Hash.Size));
        }

        var root = MerkleTree.RootOf(nodes.AsSpan(), tree.PieceLayer);
        if (tree.PieceCount > 1)
        {
            layers[root] = layer;
        }

        return file with { PiecesRoot = root };
    }

    private static InfoHashes HashesOf(TorrentFormat format, byte[] info, byte[] space)
    {
        byte[] hashed = [.. info, .. SHA256.HashData(space)];
#pragma warning disable CA5350 // SHA-1 names v1 torrents (BEP 3).
        Sha1Hash? v1 = format == TorrentFormat.V2 ? null : new Sha1Hash(SHA1.HashData(hashed));
#pragma warning restore CA5350
        return new InfoHashes(v1, format == TorrentFormat.V1 ? null : new Sha256Hash(SHA256.HashData(hashed)));
    }

    private static byte[] Sha1OfPieces(PieceGeometry geometry, byte[] space)
    {
        var hashes = new byte[geometry.PieceCount * Sha1Hash.Size];
        for (var piece = 0; piece < geometry.PieceCount; piece++)
        {
#pragma warning disable CA5350 // SHA-1 is what v1 pieces are hashed with (BEP 3).
            SHA1.HashData(space.AsSpan((int)geometry.OffsetOf(piece), geometry.LengthOf(piece)), hashes.AsSpan(piece * Sha1Hash.Size));
#pragma warning restore CA5350
        }

        return hashes;
    }
}
