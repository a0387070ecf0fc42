using System.Diagnostics.CodeAnalysis;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>The pieces that have been begun, and among them those with blocks that nobody is being asked for. Their states are used again.</summary>
internal sealed class OpenPieces(PieceGeometry geometry, PaddingMap padding)
{
    private readonly Dictionary<int, OpenPiece> _byPiece = [];
    private readonly List<OpenPiece> _withMissing = [];
    private readonly Stack<OpenPiece> _spare = new();
    private readonly int _maxBlockCount = Math.Max(1, (Math.Min(geometry.PieceLength, (int)Math.Min(geometry.Span, int.MaxValue)) + PieceGeometry.BlockLength - 1) / PieceGeometry.BlockLength);

    /// <summary>How many are open.</summary>
    public int Count => _byPiece.Count;

    /// <summary>Most memory that one open piece takes, in bytes.</summary>
    public long MaxCost { get; set; } = long.MaxValue;

    /// <summary>Memory that all open pieces take at most, in bytes.</summary>
    public long Cost { get; private set; }

    /// <summary>All of them, in no order.</summary>
    public Dictionary<int, OpenPiece>.ValueCollection All => _byPiece.Values;

    /// <summary>Those with missing blocks, in no order.</summary>
    public IReadOnlyList<OpenPiece> WithMissing => _withMissing;

    /// <summary>An open piece.</summary>
    public bool TryGet(int piece, [NotNullWhen(true)] out OpenPiece? open) => _byPiece.TryGetValue(piece, out open);

    /// <summary>Begins a piece that is not open.</summary>
    public OpenPiece Open(int piece)
    {
        if (!_spare.TryPop(out var open))
        {
            open = new OpenPiece(_maxBlockCount);
        }

        open.Begin(piece, geometry.BlockCountOf(piece), padding);
        _byPiece.Add(piece, open);
        Cost += CostOf(piece);
        Update(open);
        return open;
    }

    /// <summary>Ends a piece; its state is used for another.</summary>
    public void Close(OpenPiece open)
    {
        _ = _byPiece.Remove(open.Piece);
        Cost -= CostOf(open.Piece);
        Unlist(open);
        open.Owner = null;
        _spare.Push(open);
    }

    /// <summary>Memory that a piece takes once it is open, in bytes.</summary>
    public long CostOf(int piece) => Math.Min(MaxCost, geometry.LengthOf(piece));

    /// <summary>To be called when a piece may have got its first missing block or lost its last one.</summary>
    public void Update(OpenPiece open)
    {
        if (open.MissingCount == 0)
        {
            Unlist(open);
        }
        else if (open.ListIndex < 0)
        {
            open.ListIndex = _withMissing.Count;
            _withMissing.Add(open);
        }
    }

    private void Unlist(OpenPiece open)
    {
        if (open.ListIndex < 0)
        {
            return;
        }

        var last = _withMissing[^1];
        _withMissing[open.ListIndex] = last;
        last.ListIndex = open.ListIndex;
        _withMissing.RemoveAt(_withMissing.Count - 1);
        open.ListIndex = -1;
    }
}
