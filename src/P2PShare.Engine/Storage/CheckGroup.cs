using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>Reads and checks several whole pieces at once, on one thread: they go forward together, a part of each in turn.</summary>
internal sealed class CheckGroup
{
    private readonly ContentStore _store;
    private readonly PieceVerifier _verifier;
    private readonly PieceGeometry _geometry;
    private readonly PieceLanes _lanes;
    private readonly PieceCheck[] _checks;
    private readonly StorageException?[] _failures;
    private readonly bool[] _isRead;
    private readonly Memory<byte>[] _destination = new Memory<byte>[1];

    /// <param name="store">The content.</param>
    /// <param name="verifier">What it should be.</param>
    /// <param name="plan">How many pieces: at least 2.</param>
    public CheckGroup(ContentStore store, PieceVerifier verifier, LanePlan plan)
    {
        _store = store;
        _verifier = verifier;
        _geometry = store.Layout.Metainfo.Geometry;
        _lanes = new PieceLanes(plan, store.Layout.Metainfo.Format, _geometry.PieceLength);
        _checks = new PieceCheck[plan.Lanes];
        _failures = new StorageException?[plan.Lanes];
        _isRead = new bool[plan.Lanes];
    }

    /// <summary>Whether these are as many pieces as go forward at once, and all whole.</summary>
    public bool Takes(ReadOnlySpan<int> pieces)
    {
        foreach (var piece in pieces)
        {
            if (_geometry.LengthOf(piece) != _geometry.PieceLength)
            {
                return false;
            }
        }

        return pieces.Length == _lanes.Count;
    }

    /// <summary>Checks pieces that it takes, and tells the run of each.</summary>
    public void Check(ReadOnlySpan<int> pieces, CheckRun run, CancellationToken cancellationToken)
    {
        for (var lane = 0; lane < pieces.Length; lane++)
        {
            _checks[lane] = _verifier.Begin(pieces[lane], _lanes, lane);
            _failures[lane] = null;
            _isRead[lane] = true;
            _store.WillRead(pieces[lane]);
        }

        for (var done = 0; done < _geometry.PieceLength; done += _lanes.PartLength)
        {
            cancellationToken.ThrowIfCancellationRequested();
            Append(pieces, done);
        }

        _lanes.Finish();
        for (var lane = 0; lane < pieces.Length; lane++)
        {
            // Too few bytes are no match either.
            var isGood = _verifier.End(_checks[lane]);
            if (_failures[lane] is { } failure)
            {
                run.Failed(pieces[lane], failure);
            }
            else
            {
                run.Done(pieces[lane], isGood);
            }
        }
    }

    private void Append(ReadOnlySpan<int> pieces, int done)
    {
        var length = Math.Min(_lanes.PartLength, _geometry.PieceLength - done);
        for (var lane = 0; lane < pieces.Length; lane++)
        {
            _isRead[lane] = _isRead[lane] && TryRead(lane, _geometry.OffsetOf(pieces[lane]) + done, length);
        }

        // A lane of which nothing is read goes along over whatever bytes.
        _lanes.Append(length);
        for (var lane = 0; lane < pieces.Length; lane++)
        {
            if (_isRead[lane])
            {
                _checks[lane].Append(_lanes.Part(lane, length).Span);
            }
        }
    }

    private bool TryRead(int lane, long offset, int length)
    {
        _destination[0] = _lanes.Part(lane, length);
        try
        {
            return _store.TryRead(offset, _destination);
        }
        catch (StorageException failure)
        {
            _failures[lane] = failure;
            return false;
        }
    }
}
