using P2PShare.Protocol.Hashing;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Creation;

/// <summary>
/// Reads and hashes pieces on one thread, holding no more than its buffer of them. All hashes of a format in one pass. Several pieces at once
/// go forward together, a part of each in turn, small enough that all parts are still in the core's cache when they are hashed.
/// </summary>
internal sealed class PieceHasher : IDisposable
{
    private readonly byte[] _buffer;
    private readonly int _partLength;
    private readonly ContentHashes _hashes;
    private readonly ProgressMeter _progress;
    private readonly MessageHasher? _sha1;
    private readonly MessageHasher? _sha256;
    private readonly PieceReader[] _readers;
    private readonly ReadOnlyMemory<byte>[] _parts;
    private readonly byte[] _sha1Hashes;
    private readonly Sha256Hash[][] _leaves;
    private readonly int[] _leafCounts;
    private readonly int _pieceLength;

    /// <param name="hashers">What hashes; disposed by this.</param>
    /// <param name="pieceLength">Bytes of a piece.</param>
    /// <param name="width">Pieces at once, at most.</param>
    /// <param name="partLength">Bytes read of a piece at once: a multiple of 16 KiB, or the whole piece.</param>
    /// <param name="turns">Whose turn it is to read.</param>
    /// <param name="hashes">Where the hashes go.</param>
    /// <param name="progress">Told of each buffer.</param>
    public PieceHasher(
        (MessageHasher? Sha1, MessageHasher? Sha256) hashers, int pieceLength, int width, int partLength, ReadTurns turns, ContentHashes hashes, ProgressMeter progress)
    {
        (_sha1, _sha256) = hashers;
        _pieceLength = pieceLength;
        _partLength = partLength;
        _buffer = GC.AllocateUninitializedArray<byte>(width * partLength, pinned: true);
        _hashes = hashes;
        _progress = progress;
        _readers = [.. Enumerable.Range(0, width).Select(_ => new PieceReader(turns))];
        _parts = new ReadOnlyMemory<byte>[width];
        _sha1Hashes = new byte[width * Sha1Hash.Size];
        _leafCounts = new int[width];
        _leaves = [.. Enumerable.Range(0, width).Select(_ => _sha256 is null ? [] : new Sha256Hash[pieceLength / PieceGeometry.BlockLength])];
    }

    /// <summary>Pieces at once, at most.</summary>
    public int Width => _readers.Length;

    /// <summary>Reads and hashes 1 to <see cref="Width"/> pieces.</summary>
    /// <exception cref="CreationException">A file cannot be read, or has changed.</exception>
    public void Hash(IReadOnlyList<PieceTask> pieces, CancellationToken cancellationToken)
    {
        _sha1?.Begin(pieces.Count);
        for (var i = 0; i < pieces.Count; i++)
        {
            _readers[i].Begin(pieces[i], announce: Width > 1);
        }

        while (Append(pieces.Count, cancellationToken))
        {
        }

        Finish(pieces);
    }

    public void Dispose()
    {
        _sha1?.Dispose();
        _sha256?.Dispose();
    }

    /// <summary>Takes the next part of each piece; false when that was the last of all.</summary>
    private bool Append(int count, CancellationToken cancellationToken)
    {
        var total = 0;
        var isMore = false;
        for (var i = 0; i < count; i++)
        {
            var memory = _buffer.AsMemory(i * _partLength, _partLength);
            var (content, padding) = _readers[i].Read(memory.Span, cancellationToken);
            AppendLeaves(i, memory.Span[..content]);
            _parts[i] = memory[..(content + padding)];
            total += content;
            isMore |= !_readers[i].IsAtEnd;
        }

        _sha1?.Append(_parts.AsSpan(0, count));
        _progress.Add(total);
        return isMore;
    }

    private void AppendLeaves(int piece, ReadOnlySpan<byte> content)
    {
        if (_sha256 is not null)
        {
            var leaves = _leaves[piece].AsSpan(_leafCounts[piece], (content.Length + PieceGeometry.BlockLength - 1) / PieceGeometry.BlockLength);
            MerkleTree.HashBlocks(content, leaves, _sha256);
            _leafCounts[piece] += leaves.Length;
        }
    }

    private void Finish(IReadOnlyList<PieceTask> pieces)
    {
        _sha1?.Finish(_sha1Hashes.AsSpan(0, pieces.Count * Sha1Hash.Size));
        for (var i = 0; i < pieces.Count; i++)
        {
            var piece = pieces[i];
            if (_sha1 is not null)
            {
                _sha1Hashes.AsSpan(i * Sha1Hash.Size, Sha1Hash.Size).CopyTo(_hashes.V1(piece.Index));
            }

            if (_sha256 is not null)
            {
                // A file of one piece is a tree of its own width; the nodes of a larger one are all of a whole piece.
                var leaves = _leaves[i].AsSpan(0, _leafCounts[i]);
                _hashes.V2(piece.File, piece.PieceOfFile) = piece.Slices[0].Source.File.Length <= _pieceLength
                    ? MerkleTree.RootInPlace(leaves, 0)
                    : MerkleTree.RootInPlace(leaves, 0, MerkleTree.LayerOf(_pieceLength));
                _leafCounts[i] = 0;
            }
        }
    }
}
