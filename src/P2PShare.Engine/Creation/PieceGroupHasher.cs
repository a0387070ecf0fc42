using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Creation;

/// <summary>
/// Reads and hashes several whole pieces at once, on one thread: they go forward together, a part of each in turn. All hashes of a format in
/// one pass.
/// </summary>
internal sealed class PieceGroupHasher
{
    private readonly PieceLanes _lanes;
    private readonly PieceReader[] _readers;
    private readonly PieceLeaves[] _leaves;
    private readonly int[] _read;
    private readonly int _pieceLength;
    private readonly bool _hasV1;
    private readonly ContentHashes _hashes;
    private readonly ProgressMeter _progress;

    /// <param name="plan">How many pieces: at least 2.</param>
    /// <param name="format">Which hashes.</param>
    /// <param name="pieceLength">Bytes of a piece.</param>
    /// <param name="turns">Whose turn it is to read.</param>
    /// <param name="hashes">Where the hashes go.</param>
    /// <param name="progress">Told of each part.</param>
    public PieceGroupHasher(LanePlan plan, TorrentFormat format, int pieceLength, ReadTurns turns, ContentHashes hashes, ProgressMeter progress)
    {
        _lanes = new PieceLanes(plan, format, pieceLength);
        _readers = [.. Enumerable.Range(0, plan.Lanes).Select(_ => new PieceReader(turns))];
        _leaves = format == TorrentFormat.V1 ? [] : [.. _readers.Select(_ => new PieceLeaves(pieceLength))];
        _read = new int[plan.Lanes];
        _pieceLength = pieceLength;
        _hasV1 = format != TorrentFormat.V2;
        _hashes = hashes;
        _progress = progress;
    }

    /// <summary>Whether these are as many pieces as go forward at once, and all whole, with their padding.</summary>
    public bool Takes(ReadOnlySpan<PieceTask> pieces)
    {
        foreach (var piece in pieces)
        {
            if (piece.Length != _pieceLength)
            {
                return false;
            }
        }

        return pieces.Length == _lanes.Count;
    }

    /// <summary>Reads and hashes pieces that it takes.</summary>
    /// <exception cref="CreationException">A file cannot be read, or has changed.</exception>
    public void Hash(ReadOnlySpan<PieceTask> pieces, CancellationToken cancellationToken)
    {
        for (var lane = 0; lane < pieces.Length; lane++)
        {
            _readers[lane].Begin(pieces[lane]);
            Announce(pieces[lane]);
        }

        for (var done = 0; done < _pieceLength; done += _lanes.PartLength)
        {
            Append(Math.Min(_lanes.PartLength, _pieceLength - done), cancellationToken);
        }

        _lanes.Finish();
        for (var lane = 0; lane < pieces.Length; lane++)
        {
            Store(pieces[lane], lane);
        }
    }

    private static void Announce(PieceTask piece)
    {
        foreach (var slice in piece.Slices)
        {
            slice.Source.WillRead(slice.Position, slice.Length);
        }
    }

    private void Append(int length, CancellationToken cancellationToken)
    {
        var total = 0;
        for (var lane = 0; lane < _lanes.Count; lane++)
        {
            var part = _lanes.Part(lane, length).Span;
            _read[lane] = _readers[lane].Read(part, cancellationToken);
            part[_read[lane]..].Clear();
            total += _read[lane];
        }

        _lanes.Append(length);
        for (var lane = 0; lane < _leaves.Length; lane++)
        {
            _leaves[lane].Append(_lanes.Part(lane, _read[lane]).Span, _lanes, lane);
        }

        _progress.Add(total);
    }

    private void Store(PieceTask piece, int lane)
    {
        if (_hasV1)
        {
            _lanes.Sha1Of(lane).CopyTo(_hashes.V1(piece.Index));
        }

        if (_leaves.Length > 0)
        {
            _hashes.V2(piece.File, piece.PieceOfFile) = _leaves[lane].Finish(piece);
        }
    }
}
