namespace P2PShare.Engine.Creation;

/// <summary>Reads a piece from its files, part after part. Used again for piece after piece.</summary>
/// <param name="turns">Whose turn it is to read.</param>
internal sealed class PieceReader(ReadTurns turns)
{
    private PieceTask? _piece;
    private int _slice;
    private int _done;

    /// <summary>Begins with a piece.</summary>
    public void Begin(PieceTask piece)
    {
        _piece = piece;
        _slice = 0;
        _done = 0;
    }

    /// <summary>Fills in as much of the piece as is left, its padding not being part of it. How many bytes.</summary>
    /// <exception cref="CreationException">A file cannot be read, or has changed.</exception>
    public int Read(Span<byte> destination, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < destination.Length && _slice < _piece!.Slices.Count)
        {
            var slice = _piece.Slices[_slice];
            var part = Math.Min(slice.Length - _done, destination.Length - filled);
            turns.Read(slice.Source, destination.Slice(filled, part), slice.Position + _done, cancellationToken);
            filled += part;
            _done += part;
            if (_done == slice.Length)
            {
                _slice++;
                _done = 0;
            }
        }

        return filled;
    }
}
