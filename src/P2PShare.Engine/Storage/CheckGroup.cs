using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>Reads and checks pieces that go forward together, a part of each in turn. Used again for group after group, by one thread.</summary>
internal sealed class CheckGroup
{
    private readonly ContentStore _store;
    private readonly PieceVerifier _verifier;
    private readonly PieceGeometry _geometry;
    private readonly byte[] _buffer;
    private readonly int _partLength;
    private readonly ReadOnlyMemory<byte>[] _parts;
    private readonly Memory<byte>[] _destination = new Memory<byte>[1];

    /// <param name="store">The content.</param>
    /// <param name="verifier">What it should be.</param>
    /// <param name="width">Pieces at once, at most.</param>
    /// <param name="bufferLength">Bytes in memory of all of them: at least 16 KiB for each.</param>
    public CheckGroup(ContentStore store, PieceVerifier verifier, int width, int bufferLength)
    {
        _store = store;
        _verifier = verifier;
        _geometry = store.Layout.Metainfo.Geometry;
        _partLength = Math.Min(bufferLength / width, _geometry.PieceLength);
        _buffer = GC.AllocateUninitializedArray<byte>(width * _partLength, pinned: true);
        _parts = new ReadOnlyMemory<byte>[width];
        Failures = new StorageException?[width];
        IsGood = new bool[width];
    }

    /// <summary>For each piece of the last group why it could not be read; null where it could.</summary>
    public StorageException?[] Failures { get; }

    /// <summary>For each piece of the last group whether it matches.</summary>
    public bool[] IsGood { get; }

    /// <summary>Checks up to as many pieces as the group has room for. When it is cancelled the result means nothing.</summary>
    public void Check(ReadOnlySpan<int> pieces, CancellationToken cancellationToken)
    {
        if (pieces.IsEmpty)
        {
            return;
        }

        var checks = _verifier.Begin(pieces);
        Array.Clear(Failures);
        Announce(pieces);
        for (var done = 0; done < _geometry.PieceLength && !cancellationToken.IsCancellationRequested; done += _partLength)
        {
            for (var i = 0; i < pieces.Length; i++)
            {
                // Too few bytes are no match: what comes behind a part that is not there does not matter.
                _parts[i] = Read(i, pieces[i], done);
            }

            checks.Append(_parts.AsSpan(0, pieces.Length));
        }

        _verifier.End(checks, IsGood.AsSpan(0, pieces.Length));
    }

    private void Announce(ReadOnlySpan<int> pieces)
    {
        for (var i = 0; _parts.Length > 1 && i < pieces.Length; i++)
        {
            _store.WillRead(pieces[i]);
        }
    }

    private ReadOnlyMemory<byte> Read(int index, int piece, int done)
    {
        var length = Math.Min(_partLength, _geometry.LengthOf(piece) - done);
        if (length <= 0 || Failures[index] is not null)
        {
            return default;
        }

        _destination[0] = _buffer.AsMemory(index * _partLength, length);
        try
        {
            return _store.TryRead(_geometry.OffsetOf(piece) + done, _destination) ? _destination[0] : default;
        }
        catch (StorageException failure)
        {
            Failures[index] = failure;
            return default;
        }
    }
}
