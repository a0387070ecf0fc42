using System.Runtime.InteropServices;
using P2PShare.Protocol.Hashing;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>
/// Whole pieces that are hashed at once: a part of each, small enough that all of them stay in the core's cache until they are hashed, and their
/// hashes. Used again for group after group, by one thread at a time; reads nothing.
/// </summary>
internal sealed class PieceLanes
{
    // Half of what the smaller ones of today's cores have as a cache of their own.
    private const int CachedBytes = 256 * 1024;

    // Lanes that lie a multiple of 4 KiB apart push each other out of the first cache.
    private const int Gap = LaneHasher.BlockLength;

    private readonly LaneHasher? _sha1;
    private readonly LaneHasher? _sha256;
    private readonly int _stride;
    private readonly byte[] _sha1Hashes;

    // Leaf by leaf for all lanes.
    private readonly Sha256Hash[] _leaves;

    // Only where parts are put here.
    private Memory<byte> _buffer;

    /// <param name="plan">How many pieces: at least 2.</param>
    /// <param name="format">Which hashes.</param>
    /// <param name="pieceLength">Bytes of a piece: a multiple of 64.</param>
    public PieceLanes(LanePlan plan, TorrentFormat format, int pieceLength)
    {
        Count = plan.Lanes;
        PartLength = Math.Min(CachedBytes / Count / PieceGeometry.BlockLength * PieceGeometry.BlockLength, pieceLength);
        _stride = PartLength + Gap;
        _sha1 = format == TorrentFormat.V2 ? null : new LaneHasher(HashKind.Sha1, Count);
        _sha256 = plan.HasLeaves ? new LaneHasher(HashKind.Sha256, Count) : null;
        _sha1Hashes = new byte[Count * Sha1Hash.Size];
        _leaves = new Sha256Hash[_sha256 is null ? 0 : Count * (PartLength / PieceGeometry.BlockLength)];
    }

    /// <summary>Pieces at once.</summary>
    public int Count { get; }

    /// <summary>Bytes of a part; the last one of a piece may be shorter.</summary>
    public int PartLength { get; }

    /// <summary>Where the next part of a piece is to be put.</summary>
    public Memory<byte> Part(int lane, int length)
    {
        if (_buffer.IsEmpty)
        {
            _buffer = AllocateAligned(Count * _stride);
        }

        return _buffer.Slice(lane * _stride, length);
    }

    /// <summary>Takes the parts, which are in their places: as many bytes of each piece.</summary>
    public void Append(int length)
    {
        _sha1?.Append(_buffer.Span, _stride, length);
        for (var block = 0; _sha256 is not null && (block + 1) * PieceGeometry.BlockLength <= length; block++)
        {
            _sha256.Append(_buffer.Span[(block * PieceGeometry.BlockLength)..], _stride, PieceGeometry.BlockLength);
            _sha256.Finish(MemoryMarshal.AsBytes(_leaves.AsSpan(block * Count, Count)));
        }
    }

    /// <summary>Takes parts that lie elsewhere.</summary>
    /// <param name="parts">A block of each piece, or of as many as there are; all of one length, a multiple of 64 bytes.</param>
    public void Append(ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        _sha1?.Append(parts);
        if (_sha256 is not null && parts[0].Length == PieceGeometry.BlockLength)
        {
            _sha256.Append(parts);
            _sha256.Finish(MemoryMarshal.AsBytes(_leaves.AsSpan(0, Count)));
        }
    }

    /// <summary>The leaf of a block of 16 KiB in the parts that were taken last, where that was done too: by the block's place in the part.</summary>
    public Sha256Hash? LeafOf(int lane, int block) => _sha256 is null ? null : _leaves[(block * Count) + lane];

    /// <summary>Ends all pieces and begins with new ones.</summary>
    public void Finish() => _sha1?.Finish(_sha1Hashes);

    /// <summary>The SHA-1 of a piece that was ended; meaningless in v2.</summary>
    public ReadOnlySpan<byte> Sha1Of(int lane) => _sha1Hashes.AsSpan(lane * Sha1Hash.Size, Sha1Hash.Size);

    // Blocks of the hash lie in one line of the cache each.
    private static Memory<byte> AllocateAligned(int length)
    {
        var bytes = GC.AllocateUninitializedArray<byte>(length + LaneHasher.BlockLength, pinned: true);
        var over = (int)(Marshal.UnsafeAddrOfPinnedArrayElement(bytes, 0) % LaneHasher.BlockLength);
        return bytes.AsMemory(LaneHasher.BlockLength - over, length);
    }
}
