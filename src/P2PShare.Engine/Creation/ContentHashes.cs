using System.Runtime.InteropServices;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Creation;

/// <summary>The hashes of a content, filled in by several threads, each piece by one of them.</summary>
internal sealed class ContentHashes
{
    private readonly int _pieceLength;
    private readonly byte[] _v1;
    private readonly Sha256Hash[][] _v2;

    /// <summary>With room for the hashes of all pieces.</summary>
    public ContentHashes(IReadOnlyList<SourceFile> files, TorrentFormat format, int pieceLength)
    {
        _pieceLength = pieceLength;
        _v1 = format == TorrentFormat.V2 ? [] : new byte[PieceQueue.Count(files, format, pieceLength) * Sha1Hash.Size];
        _v2 = format == TorrentFormat.V1
            ? []
            : [.. files.Select(file => new Sha256Hash[(file.Length + pieceLength - 1) / pieceLength])];
    }

    /// <summary>v1: 20 bytes a piece.</summary>
    public ReadOnlyMemory<byte> PieceHashes => _v1;

    /// <summary>Where a piece's v1 hash goes.</summary>
    public Span<byte> V1(int piece) => _v1.AsSpan(piece * Sha1Hash.Size, Sha1Hash.Size);

    /// <summary>Where a piece's node of the merkle tree goes.</summary>
    public ref Sha256Hash V2(int file, int pieceOfFile) => ref _v2[file][pieceOfFile];

    /// <summary>The root of a file's tree; null for one without bytes, and in v1.</summary>
    public Sha256Hash? RootOf(int file) => _v2.Length == 0 || _v2[file].Length == 0
        ? null
        : MerkleTree.RootOf(_v2[file], _v2[file].Length == 1 ? 0 : MerkleTree.LayerOf(_pieceLength));

    /// <summary>The layers of all files larger than a piece, by their roots.</summary>
    public IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>> PieceLayers()
    {
        var layers = new Dictionary<Sha256Hash, ReadOnlyMemory<byte>>();
        for (var file = 0; file < _v2.Length; file++)
        {
            if (_v2[file].Length > 1)
            {
                layers[RootOf(file)!.Value] = MemoryMarshal.AsBytes(_v2[file].AsSpan()).ToArray();
            }
        }

        return layers;
    }
}
