using System.Security.Cryptography;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Creation;

/// <summary>Reads and hashes one piece after another, on one thread, holding no more than its buffer of each. All hashes of a format in one pass.</summary>
internal sealed class PieceHasher : IDisposable
{
    private static readonly byte[] Zeros = new byte[64 * 1024];

    private readonly byte[] _buffer;
    private readonly PieceReader _reader;
    private readonly ContentHashes _hashes;
    private readonly ProgressMeter _progress;
    private readonly IncrementalHash? _sha1;
    private readonly PieceLeaves? _leaves;

    /// <param name="format">Which hashes.</param>
    /// <param name="pieceLength">Bytes of a piece.</param>
    /// <param name="bufferLength">Bytes read at once: a multiple of 16 KiB.</param>
    /// <param name="turns">Whose turn it is to read.</param>
    /// <param name="hashes">Where the hashes go.</param>
    /// <param name="progress">Told of each buffer.</param>
    public PieceHasher(TorrentFormat format, int pieceLength, int bufferLength, ReadTurns turns, ContentHashes hashes, ProgressMeter progress)
    {
        _buffer = GC.AllocateUninitializedArray<byte>(bufferLength);
        _reader = new PieceReader(turns);
        _hashes = hashes;
        _progress = progress;
        _sha1 = format == TorrentFormat.V2 ? null : IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
        _leaves = format == TorrentFormat.V1 ? null : new PieceLeaves(pieceLength);
    }

    /// <summary>Reads and hashes a piece.</summary>
    /// <exception cref="CreationException">A file cannot be read, or has changed.</exception>
    public void Hash(PieceTask piece, CancellationToken cancellationToken)
    {
        _reader.Begin(piece);
        for (var read = _reader.Read(_buffer, cancellationToken); read > 0; read = _reader.Read(_buffer, cancellationToken))
        {
            var part = _buffer.AsSpan(0, read);
            _sha1?.AppendData(part);
            _leaves?.Append(part);
            _progress.Add(read);
        }

        Finish(piece);
    }

    public void Dispose() => _sha1?.Dispose();

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
            _hashes.V2(piece.File, piece.PieceOfFile) = _leaves.Finish(piece);
        }
    }
}
