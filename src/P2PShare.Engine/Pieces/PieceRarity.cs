using System.Numerics;
using System.Runtime.Intrinsics;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>
/// Orders the pieces that may be begun by how many peers have them, and finds the rarest that a given peer has. Peers that have
/// everything are not counted: they change no order.
/// </summary>
/// <remarks>
/// The candidates lie in one array, level by level of availability, each with its position known; one peer more or less moves a
/// piece over one border between levels, in constant time. Whole bitfields mark the array stale, and it is sorted anew, in linear
/// time, when it is next asked. Among equals the search begins at a random place, so that the order within a level does not matter.
/// A search that finds nothing among <see cref="WalkLength"/> pieces (the peer lacks the rare ones) looks instead through what the
/// peer has, and takes the rarest of <see cref="SampleSize"/> candidates: bounded work also for millions of pieces.
/// Benchmark: PiecePickerBenchmarks.
/// </remarks>
internal sealed class PieceRarity(int pieceCount, Random random)
{
    private const int WalkLength = 1024;
    private const int SampleSize = 256;
    private const int WordBits = 64;

    // A set with more pieces than one in this many is cheaper to sort anew than to add one by one.
    private const int SortShare = 16;

    private readonly ushort[] _availability = new ushort[pieceCount];
    private readonly Bitfield _candidates = new(pieceCount);
    private int[] _order = [];
    private int[] _position = [];
    private int[] _ends = new int[8];
    private int _levels;
    private bool _stale = true;

    /// <summary>The pieces that may be begun. Read only; change it by <see cref="Add"/> and <see cref="Remove"/>.</summary>
    public Bitfield Candidates => _candidates;

    /// <summary>How many peers have a piece, those that have everything not counted.</summary>
    public int AvailabilityOf(int piece) => _availability[piece];

    /// <summary>A piece may be begun.</summary>
    public void Add(int piece)
    {
        if (!_candidates.Set(piece) || _stale)
        {
            return;
        }

        var level = _availability[piece];
        EnsureLevel(level);
        var hole = _ends[_levels - 1];
        for (var above = _levels - 1; above > level; above--)
        {
            var first = _ends[above - 1];
            Move(first, hole);
            hole = first;
            _ends[above]++;
        }

        _ends[level]++;
        Place(piece, hole);
    }

    /// <summary>A piece may not be begun any more.</summary>
    public void Remove(int piece)
    {
        if (!_candidates.Clear(piece) || _stale)
        {
            return;
        }

        var hole = _position[piece];
        for (int level = _availability[piece]; level < _levels; level++)
        {
            var last = --_ends[level];
            Move(last, hole);
            hole = last;
        }

        if (_candidates.IsEmpty)
        {
            Forget();
        }
    }

    /// <summary>The candidates change altogether.</summary>
    public void Replace(Func<int, bool> isCandidate)
    {
        for (var piece = 0; piece < _availability.Length; piece++)
        {
            _ = isCandidate(piece) ? _candidates.Set(piece) : _candidates.Clear(piece);
        }

        Forget();
    }

    /// <summary>One peer more has a piece.</summary>
    public void Increment(int piece)
    {
        var level = _availability[piece]++;
        if (!_stale && _candidates[piece])
        {
            // The last of its level becomes the first of the next.
            EnsureLevel(level + 1);
            Swap(piece, --_ends[level]);
        }
    }

    /// <summary>One peer less has a piece.</summary>
    public void Decrement(int piece)
    {
        var level = _availability[piece]--;
        if (!_stale && _candidates[piece])
        {
            Swap(piece, _ends[level - 1]++);
        }
    }

    /// <summary>One peer more has all these.</summary>
    public void Increment(Bitfield pieces)
    {
        if (IsMany(pieces))
        {
            AddToEach(pieces, 1);
            return;
        }

        for (var piece = pieces.NextSet(0); piece >= 0; piece = pieces.NextSet(piece + 1))
        {
            Increment(piece);
        }
    }

    /// <summary>One peer less has all these.</summary>
    public void Decrement(Bitfield pieces)
    {
        if (IsMany(pieces))
        {
            AddToEach(pieces, ushort.MaxValue);
            return;
        }

        for (var piece = pieces.NextSet(0); piece >= 0; piece = pieces.NextSet(piece + 1))
        {
            Decrement(piece);
        }
    }

    /// <summary>A counted peer has everything now: it counts no longer. The order stays.</summary>
    public void DecrementAll()
    {
        AddToAll(ushort.MaxValue);
        if (!_stale)
        {
            _ends.AsSpan(1, _levels - 1).CopyTo(_ends);
            _levels--;
        }
    }

    /// <summary>A peer that had everything lost something: it counts now. The order stays.</summary>
    public void IncrementAll()
    {
        AddToAll(1);
        if (!_stale)
        {
            EnsureLevel(_levels);
            _ends.AsSpan(0, _levels - 1).CopyTo(_ends.AsSpan(1));
            _ends[0] = 0;
        }
    }

    /// <summary>The rarest candidate that a peer has, at random among equals; -1 when there is none.</summary>
    /// <param name="has">What the peer has; null for everything.</param>
    public int Rarest(Bitfield? has)
    {
        if (_candidates.IsEmpty)
        {
            return -1;
        }

        if (_stale)
        {
            Sort();
        }

        return Walk(has, out var found) ? found : Sample(has!);
    }

    /// <summary>Any candidate that a peer has; -1 when there is none.</summary>
    /// <param name="has">What the peer has; null for everything.</param>
    public int AtRandom(Bitfield? has)
    {
        var words = _candidates.Words;
        var theirs = has is null ? words : has.Words;
        if (words.IsEmpty)
        {
            return -1;
        }

        var word = CommonBits.NextWord(words, theirs, random.Next(words.Length));
        word = word >= 0 ? word : CommonBits.NextWord(words, theirs, 0);
        if (word < 0)
        {
            return -1;
        }

        var bits = words[word] & theirs[word];
        for (var skip = random.Next(BitOperations.PopCount(bits)); skip > 0; skip--)
        {
            bits &= bits - 1;
        }

        return (word * WordBits) + WordBits - 1 - BitOperations.TrailingZeroCount(bits);
    }

    /// <summary>The candidate of lowest index that a peer has; -1 when there is none.</summary>
    /// <param name="has">What the peer has; null for everything.</param>
    public int First(Bitfield? has) =>
        has is null ? _candidates.NextSet(0) : CommonBits.NextIndex(_candidates.Words, has.Words, 0);

    // A counted peer has nothing of the level that no counted peer has. True when the answer is known: a piece, or -1 because all candidates were looked at.
    private bool Walk(Bitfield? has, out int found)
    {
        var steps = WalkLength;
        var counted = has is null ? 0 : 1;
        var start = counted == 0 ? 0 : _ends[0];
        for (var level = counted; level < _levels; level++)
        {
            var members = _order.AsSpan(start, _ends[level] - start);
            start = _ends[level];
            var offset = members.Length > 1 ? random.Next(members.Length) : 0;
            for (var i = 0; i < members.Length; i++)
            {
                var at = offset + i;
                found = members[at < members.Length ? at : at - members.Length];
                if (has is null || has[found])
                {
                    return true;
                }

                if (--steps == 0)
                {
                    return false;
                }
            }
        }

        found = -1;
        return true;
    }

    private int Sample(Bitfield has)
    {
        var from = random.Next(_candidates.Words.Length);
        var best = -1;
        var looked = 0;
        SampleFrom(from, _candidates.Words.Length);
        SampleFrom(0, from);
        return best;

        void SampleFrom(int first, int end)
        {
            var candidates = _candidates.Words[..end];
            var common = CommonBits.NextWord(candidates, has.Words[..end], first);
            while (common >= 0 && looked < SampleSize)
            {
                for (var bits = candidates[common] & has.Words[common]; bits != 0; bits &= bits - 1)
                {
                    var piece = (common * WordBits) + WordBits - 1 - BitOperations.TrailingZeroCount(bits);
                    looked++;
                    if (best < 0 || _availability[piece] < _availability[best])
                    {
                        best = piece;
                    }
                }

                common = CommonBits.NextWord(candidates, has.Words[..end], common + 1);
            }
        }
    }

    private bool IsMany(Bitfield pieces) => (long)pieces.Count * SortShare > _availability.Length;

    private void Forget()
    {
        _stale = true;
        if (_candidates.IsEmpty)
        {
            _order = [];
            _position = [];
        }
    }

    // Counting sort by availability.
    private void Sort()
    {
        if (_order.Length == 0)
        {
            _order = new int[_availability.Length];
            _position = new int[_availability.Length];
        }

        Array.Clear(_ends);
        _levels = 1;
        for (var piece = _candidates.NextSet(0); piece >= 0; piece = _candidates.NextSet(piece + 1))
        {
            EnsureLevels(_availability[piece] + 1);
            _ends[_availability[piece]]++;
        }

        for (var level = 1; level < _levels; level++)
        {
            _ends[level] += _ends[level - 1];
        }

        // Filled from the back of each level, which leaves every end at its level's start; the starts are the ends of the level before.
        for (var piece = _candidates.NextSet(0); piece >= 0; piece = _candidates.NextSet(piece + 1))
        {
            Place(piece, --_ends[_availability[piece]]);
        }

        _ends.AsSpan(1, _levels - 1).CopyTo(_ends);
        _ends[_levels - 1] = _candidates.Count;
        _stale = false;
    }

    private void EnsureLevels(int levels)
    {
        if (levels > _ends.Length)
        {
            Array.Resize(ref _ends, Math.Max(levels, _ends.Length * 2));
        }

        _levels = Math.Max(_levels, levels);
    }

    // New levels are empty: they end where the last one does.
    private void EnsureLevel(int level)
    {
        var known = _levels;
        EnsureLevels(level + 1);
        _ends.AsSpan(known, _levels - known).Fill(known == 0 ? 0 : _ends[known - 1]);
    }

    private void Place(int piece, int at)
    {
        _order[at] = piece;
        _position[piece] = at;
    }

    // In an empty level both are the same place, and what lies there belongs to nobody.
    private void Move(int from, int to)
    {
        if (from != to)
        {
            Place(_order[from], to);
        }
    }

    private void Swap(int piece, int at)
    {
        var other = _order[at];
        Place(other, _position[piece]);
        Place(piece, at);
    }

    private void AddToEach(Bitfield pieces, ushort value)
    {
        _stale = true;
        var words = pieces.Words;
        for (var word = 0; word < words.Length; word++)
        {
            for (var bits = words[word]; bits != 0; bits &= bits - 1)
            {
                _availability[(word * WordBits) + WordBits - 1 - BitOperations.TrailingZeroCount(bits)] += value;
            }
        }
    }

    private void AddToAll(ushort value)
    {
        var at = 0;
        var added = Vector128.Create(value);
        for (; at <= _availability.Length - Vector128<ushort>.Count; at += Vector128<ushort>.Count)
        {
            (Vector128.Create(_availability, at) + added).CopyTo(_availability, at);
        }

        for (; at < _availability.Length; at++)
        {
            _availability[at] += value;
        }
    }
}
