using System.Security.Cryptography;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Creation;

/// <summary>Reads and hashes one piece after another, on one thread, holding no more than its buffer of each. All hashes of a format in one pass.</summary>
internal sealed class PieceHasher : IDisposable
{
    private static readonly byte[] Zeros = new byte[64 * 1024];

    private readonly byte[] _buffer;
    private readonly ReadTurns _turns;
    private readonly ContentHashes _hashes;
    private readonly ProgressMeter _progress;
    private readonly IncrementalHash? _sha1;
    private readonly Sha256Hash[]? _leaves;
    private readonly int _pieceLength;
    private int _leafCount;

    /// <param name="format">Which hashes.</param>
    /// <param name="pieceLength">Bytes of a piece.</param>
    /// <param name="bufferLength">Bytes read at once: a multiple of 16 KiB.</param>
    /// <param name="turns">Whose turn it is to read.</param>
    /// <param name="hashes">Where the hashes go.</param>
    /// <param name="progress">Told of each buffer.</param>
    public PieceHasher(TorrentFormat format, int pieceLength, int bufferLength, ReadTurns turns, ContentHashes hashes, ProgressMeter progress)
    {
        _pieceLength = pieceLength;
        _buffer = GC.AllocateUninitializedArray<byte>(bufferLength);
        _turns = turns;
        _hashes = hashes;
        _progress = progress;
        _sha1 = format == TorrentFormat.V2 ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        _leaves = format == TorrentFormat.V1 ? null : new Sha256Hash[pieceLength / PieceGeometry.BlockLength];
    }

    /// <summary>Reads and hashes a piece.</summary>
    /// <exception cref="CreationException">A file cannot be read, or has changed.</exception>
    public void Hash(PieceTask piece, CancellationToken cancellationToken)
    {
        var filled = 0;
        foreach (var slice in piece.Slices)
        {
            for (var done = 0; done < slice.Length;)
            {
                var part = Math.Min(slice.Length - done, _buffer.Length - filled);
                _turns.Read(slice.Source, _buffer.AsSpan(filled, part), slice.Position + done, cancellationToken);
                done += part;
                filled += part;
                if (filled == _buffer.Length)
                {
                    Append(_buffer);
                    filled = 0;
                }
            }
        }

        Append(_buffer.AsSpan(0, filled));
        Finish(piece);
    }

    public void Dispose() => _sha1?.Dispose();

    private void Append(ReadOnlySpan<byte> data)
    {
        _sha1?.AppendData(data);
        if (_leaves is not null)
        {
            for (var block = 0; block < data.Length; block += PieceGeometry.BlockLength)
            {
                _leaves[_leafCount++] = MerkleTree.HashBlock(data.Slice(block, Math.Min(PieceGeometry.BlockLength, data.Length - block)));
            }
        }

        _progress.Add(data.Length);
    }

    private void Finish(PieceTask piece)
    {
        if (_sha1 is not null)
        {
            for (var rest = piece.Padding; rest > 0; rest -= Zeros.Length)
            {
                _sha1.AppendData(Zeros.AsSpan(0, Math.Min(rest, Zeros.Length)));
            }

            _sha1.GetHashAndReset(_hashes.V1(piece.Index));
        }

        if (_leaves is not null)
        {
            // A file of one piece is a tree of its own width; the nodes of a larger one are all of a whole piece.
            var leaves = _leaves.AsSpan(0, _leafCount);
            _hashes.V2(piece.File, piece.PieceOfFile) = piece.Slices[0].Source.File.Length <= _pieceLength
                ? MerkleTree.RootInPlace(leaves, 0)
                : MerkleTree.RootInPlace(leaves, 0, MerkleTree.LayerOf(_pieceLength));
            _leafCount = 0;
        }
    }
}
