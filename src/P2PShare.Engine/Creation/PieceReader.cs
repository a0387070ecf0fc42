namespace P2PShare.Engine.Creation;

/// <summary>Reads a piece from its files, part after part. Used again for piece after piece.</summary>
/// <param name="turns">Whose turn it is to read.</param>
internal sealed class PieceReader(ReadTurns turns)
{
    private int _slice;
    private int _done;
    private int _padding;

    /// <summary>The piece that is read.</summary>
    public PieceTask Piece { get; private set; } = null!;

    /// <summary>Nothing is left of the piece and its padding.</summary>
    public bool IsAtEnd => _slice == Piece.Slices.Count && _padding == 0;

    /// <summary>Begins with a piece, and says to the system that it will be read where that is worth it.</summary>
    /// <param name="piece">Which piece.</param>
    /// <param name="announce">It is going to be read in parts, with parts of other pieces in between.</param>
    /// <exception cref="CreationException">A file cannot be read, or has changed.</exception>
    public void Begin(PieceTask piece, bool announce)
    {
        Piece = piece;
        _slice = 0;
        _done = 0;
        _padding = piece.Padding;
        for (var i = 0; announce && i < piece.Slices.Count; i++)
        {
            piece.Slices[i].Source.WillRead(piece.Slices[i].Position, piece.Slices[i].Length);
        }
    }

    /// <summary>Fills as much as there is left. How many bytes are content, and how many bytes of padding follow them.</summary>
    /// <exception cref="CreationException">A file cannot be read, or has changed.</exception>
    public (int Content, int Padding) Read(Span<byte> destination, CancellationToken cancellationToken)
    {
        var filled = 0;
        while (filled < destination.Length && _slice < Piece.Slices.Count)
        {
            var slice = Piece.Slices[_slice];
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

        var padding = Math.Min(_padding, destination.Length - filled);
        destination.Slice(filled, padding).Clear();
        _padding -= padding;
        return (filled, padding);
    }
}
