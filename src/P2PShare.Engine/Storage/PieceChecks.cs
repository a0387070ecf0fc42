using P2PShare.Protocol.Hashing;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Storage;

/// <summary>Several pieces being checked at once, part by part. Used again, by one thread at a time; <see cref="PieceVerifier"/> keeps it.</summary>
internal sealed class PieceChecks
{
    private readonly MessageHasher? _sha1;
    private readonly PieceCheck[] _checks = new PieceCheck[MessageHasher.MaxWidth];
    private readonly ReadOnlyMemory<byte>[] _parts = new ReadOnlyMemory<byte>[MessageHasher.MaxWidth];
    private readonly byte[] _hashes = new byte[MessageHasher.MaxWidth * Sha1Hash.Size];
    private int _count;

    public PieceChecks(PieceHashes hashes)
    {
        var length = hashes.Metainfo.TotalLength;
        _sha1 = hashes.HasSha1 ? new MessageHasher(HashKind.Sha1, length) : null;
        var sha256 = hashes.HasTrees ? new MessageHasher(HashKind.Sha256, length) : null;
        for (var i = 0; i < _checks.Length; i++)
        {
            _checks[i] = new PieceCheck(hashes, sha256);
        }
    }

    /// <summary>Starts with 1 to <see cref="MessageHasher.MaxWidth"/> pieces.</summary>
    public void Begin(ReadOnlySpan<int> pieces)
    {
        _count = pieces.Length;
        _sha1?.Begin(_count);
        for (var i = 0; i < _count; i++)
        {
            _checks[i].Begin(pieces[i]);
        }
    }

    /// <summary>Takes the next part of each piece, in their order; a part may be empty.</summary>
    public void Append(ReadOnlySpan<ReadOnlyMemory<byte>> parts)
    {
        for (var i = 0; i < _count; i++)
        {
            _parts[i] = _checks[i].Append(parts[i].Span) ? parts[i] : default;
        }

        _sha1?.Append(_parts.AsSpan(0, _count));
        Array.Clear(_parts);
    }

    /// <summary>Which were the pieces. To be called once for each <see cref="Begin"/>.</summary>
    public void Match(Span<bool> matches)
    {
        _sha1?.Finish(_hashes.AsSpan(0, _count * Sha1Hash.Size));
        for (var i = 0; i < _count; i++)
        {
            matches[i] = _checks[i].Matches(_hashes.AsSpan(i * Sha1Hash.Size, Sha1Hash.Size));
        }
    }
}
