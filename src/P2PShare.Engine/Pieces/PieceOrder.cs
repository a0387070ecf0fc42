using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>The pieces that may be begun: those of a higher priority first, and by rarity among equals. A <see cref="PieceRarity"/> for each priority that there is.</summary>
internal sealed class PieceOrder
{
    private readonly PieceRarity[] _levels;
    private readonly byte[]? _levelOf;

    /// <summary>All pieces are equal.</summary>
    public PieceOrder(int pieceCount, Random random) => _levels = [new PieceRarity(pieceCount, random)];

    /// <summary>Not all pieces are equal. Nobody may have been counted yet.</summary>
    /// <param name="levelOf">For each piece its level, 0 first. Is the order's from now on.</param>
    /// <param name="levelCount">How many levels there are.</param>
    /// <param name="random">Decides among equals.</param>
    public PieceOrder(byte[] levelOf, int levelCount, Random random)
    {
        _levelOf = levelOf;
        _levels = new PieceRarity[levelCount];
        for (var level = 0; level < levelCount; level++)
        {
            _levels[level] = new PieceRarity(levelOf.Length, random);
        }
    }

    /// <summary>Whether a piece may be begun.</summary>
    public bool Contains(int piece) => LevelOf(piece).Candidates[piece];

    /// <summary>How many peers have a piece, those that have everything not counted.</summary>
    public int AvailabilityOf(int piece) => _levels[0].AvailabilityOf(piece);

    /// <summary>A piece may be begun.</summary>
    public void Add(int piece) => LevelOf(piece).Add(piece);

    /// <summary>A piece may not be begun any more.</summary>
    public void Remove(int piece) => LevelOf(piece).Remove(piece);

    /// <summary>What may be begun changes altogether.</summary>
    public void Replace(Func<int, bool> isCandidate)
    {
        for (var level = 0; level < _levels.Length; level++)
        {
            var wanted = level;
            _levels[level].Replace(piece => (_levelOf?[piece] ?? 0) == wanted && isCandidate(piece));
        }
    }

    /// <summary>One peer more has a piece.</summary>
    public void Increment(int piece)
    {
        foreach (var level in _levels)
        {
            level.Increment(piece);
        }
    }

    /// <summary>One peer less has a piece.</summary>
    public void Decrement(int piece)
    {
        foreach (var level in _levels)
        {
            level.Decrement(piece);
        }
    }

    /// <summary>One peer more has all these.</summary>
    public void Increment(Bitfield pieces)
    {
        foreach (var level in _levels)
        {
            level.Increment(pieces);
        }
    }

    /// <summary>One peer less has all these.</summary>
    public void Decrement(Bitfield pieces)
    {
        foreach (var level in _levels)
        {
            level.Decrement(pieces);
        }
    }

    /// <summary>A counted peer has everything now: it counts no longer.</summary>
    public void DecrementAll()
    {
        foreach (var level in _levels)
        {
            level.DecrementAll();
        }
    }

    /// <summary>A peer that had everything lost something: it counts now.</summary>
    public void IncrementAll()
    {
        foreach (var level in _levels)
        {
            level.IncrementAll();
        }
    }

    /// <summary>Of what a peer has, the rarest piece of the highest priority, at random among equals; -1 when there is none.</summary>
    /// <param name="has">What the peer has; null for everything.</param>
    public int Rarest(Bitfield? has)
    {
        var found = -1;
        for (var level = 0; level < _levels.Length && found < 0; level++)
        {
            found = _levels[level].Rarest(has);
        }

        return found;
    }

    /// <summary>Of what a peer has, any piece of the highest priority; -1 when there is none.</summary>
    /// <param name="has">What the peer has; null for everything.</param>
    public int AtRandom(Bitfield? has)
    {
        var found = -1;
        for (var level = 0; level < _levels.Length && found < 0; level++)
        {
            found = _levels[level].AtRandom(has);
        }

        return found;
    }

    /// <summary>Of what a peer has, the piece of lowest index of the highest priority; -1 when there is none.</summary>
    /// <param name="has">What the peer has; null for everything.</param>
    public int First(Bitfield? has)
    {
        var found = -1;
        for (var level = 0; level < _levels.Length && found < 0; level++)
        {
            found = _levels[level].First(has);
        }

        return found;
    }

    private PieceRarity LevelOf(int piece) => _levels[_levelOf?[piece] ?? 0];
}
