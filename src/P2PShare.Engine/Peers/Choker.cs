using System.Runtime.InteropServices;

namespace P2PShare.Engine.Peers;

/// <summary>
/// Decides whom we upload to. While leeching the best uploaders to us get it (tit for tat), and one more in turn, so that newcomers have a
/// start; while seeding all get it in turn. BEP 3. Whoever wants nothing yet holds a slot only as long as nobody else has a use for it; whoever takes nothing, none. Sends nothing; <c>now</c> is monotonic.
/// </summary>
/// <param name="slots">How many are uploaded to at once, the optimistic one included; at least 2.</param>
/// <param name="random">Decides among equals.</param>
internal sealed class Choker(int slots, Random random)
{
    /// <summary>How often slots change hands.</summary>
    public static readonly TimeSpan Round = TimeSpan.FromSeconds(10);

    /// <summary>How long the optimistic slot, or any while seeding, stays with one peer when others wait.</summary>
    public static readonly TimeSpan Turn = TimeSpan.FromSeconds(30);

    /// <summary>A session this young waits three times as fast. BEP 3.</summary>
    public static readonly TimeSpan Newness = TimeSpan.FromSeconds(60);

    private const int NewnessFactor = 3;

    // Used again at each call, so that none allocates.
    private readonly List<ChokeCandidate> _waiting = [];

    private TimeSpan? _roundAt;
    private TimeSpan _optimisticUntil;
    private PeerKey _optimistic = PeerKey.None;

    /// <summary>Writes whom of those who want something to upload to, to <paramref name="unchoked"/>, which is cleared first. To be called at each tick and whenever a peer becomes interested or leaves: between rounds nobody loses a slot, but free ones are given away at once. Takes time in proportion to the number of peers, and allocates nothing. Benchmark: SwarmMessageBenchmarks.</summary>
    public void Evaluate(TimeSpan now, bool seeding, ReadOnlySpan<ChokeCandidate> peers, ICollection<PeerKey> unchoked)
    {
        unchoked.Clear();
        _waiting.Clear();
        foreach (ref readonly var peer in peers)
        {
            if (peer.IsInterested && !peer.IsUploadOnly)
            {
                _waiting.Add(peer);
            }
        }

        if (_roundAt is { } last && now - last < Round)
        {
            Keep(unchoked);
        }
        else
        {
            _roundAt = now;
            if (!seeding)
            {
                GiveToBest(now, unchoked);
            }
        }

        GiveInOrder(now, seeding, slots, unchoked);
    }

    /// <summary>Adds to <paramref name="unchoked"/>, as <see cref="Evaluate"/> left it, those who want nothing yet, until no slot is free: once they want something they can ask for it in the same breath, a round trip earlier. Transmission 3 waits two seconds more for an unchoke that comes after its interest.</summary>
    public void Lend(ReadOnlySpan<ChokeCandidate> peers, ICollection<PeerKey> unchoked)
    {
        foreach (ref readonly var peer in peers)
        {
            if (unchoked.Count >= slots)
            {
                return;
            }

            if (!peer.IsInterested && !peer.IsUploadOnly)
            {
                unchoked.Add(peer.Key);
            }
        }
    }

    private void Keep(ICollection<PeerKey> unchoked)
    {
        for (var i = _waiting.Count - 1; i >= 0; i--)
        {
            if (_waiting[i].IsUnchoked)
            {
                unchoked.Add(_waiting[i].Key);
                TakeOut(i);
            }
        }
    }

    // All slots but one to the best; that one to who has waited longest.
    private void GiveToBest(TimeSpan now, ICollection<PeerKey> unchoked)
    {
        GiveInOrder(now, seeding: false, slots - 1, unchoked);
        var optimistic = FindOptimistic();
        if (optimistic < 0 || now >= _optimisticUntil)
        {
            optimistic = LongestWaiting(now);
            _optimisticUntil = now + Turn;
        }

        _optimistic = optimistic < 0 ? PeerKey.None : _waiting[optimistic].Key;
        if (optimistic >= 0)
        {
            unchoked.Add(_optimistic);
            TakeOut(optimistic);
        }
    }

    private int FindOptimistic()
    {
        for (var i = 0; i < _waiting.Count; i++)
        {
            if (_waiting[i].Key == _optimistic)
            {
                return i;
            }
        }

        return -1;
    }

    private int LongestWaiting(TimeSpan now)
    {
        var longest = -1;
        for (var i = 0; i < _waiting.Count; i++)
        {
            if (longest < 0 || Waited(_waiting[i], now) > Waited(_waiting[longest], now))
            {
                longest = i;
            }
        }

        return longest;
    }

    private void GiveInOrder(TimeSpan now, bool seeding, int count, ICollection<PeerKey> unchoked)
    {
        var given = Math.Max(0, Math.Min(count - unchoked.Count, _waiting.Count));
        if (given == 0)
        {
            return;
        }

        var peers = CollectionsMarshal.AsSpan(_waiting);
        random.Shuffle(peers);
        BestFirst(peers, given, now, seeding);
        for (var i = 0; i < given; i++)
        {
            unchoked.Add(peers[i].Key);
        }

        _waiting.RemoveRange(0, given);
    }

    private void TakeOut(int index)
    {
        _waiting[index] = _waiting[^1];
        _waiting.RemoveAt(_waiting.Count - 1);
    }

    // The best so many come to the front, in no order: Hoare's selection, which takes linear time where sorting all does not.
    private static void BestFirst(Span<ChokeCandidate> peers, int count, TimeSpan now, bool seeding)
    {
        var (first, last) = (0, peers.Length - 1);
        while (first < last)
        {
            var pivot = peers[first + ((last - first) / 2)];
            var (left, right) = (first, last);
            while (left <= right)
            {
                while (Compare(peers[left], pivot, now, seeding) < 0)
                {
                    left++;
                }

                while (Compare(peers[right], pivot, now, seeding) > 0)
                {
                    right--;
                }

                if (left <= right)
                {
                    (peers[left], peers[right]) = (peers[right], peers[left]);
                    left++;
                    right--;
                }
            }

            if (count <= right + 1)
            {
                last = right;
            }
            else if (count > left)
            {
                first = left;
            }
            else
            {
                return;
            }
        }
    }

    private static int Compare(in ChokeCandidate left, in ChokeCandidate right, TimeSpan now, bool seeding) =>
        seeding ? CompareForSeeding(left, right, now) : CompareForLeeching(left, right, now);

    private static int CompareForLeeching(in ChokeCandidate left, in ChokeCandidate right, TimeSpan now)
    {
        var order = left.IsSnubbed.CompareTo(right.IsSnubbed);
        order = order != 0 ? order : right.DownloadRate.CompareTo(left.DownloadRate);
        return order != 0 ? order : Waited(right, now).CompareTo(Waited(left, now));
    }

    private static int CompareForSeeding(in ChokeCandidate left, in ChokeCandidate right, TimeSpan now)
    {
        var order = IsInTurn(right, now).CompareTo(IsInTurn(left, now));
        order = order != 0 ? order : left.IsUnchoked.CompareTo(right.IsUnchoked);
        return order != 0 ? order : Waited(right, now).CompareTo(Waited(left, now));
    }

    // A slot that its peer does not use for a round is free for others.
    private static bool IsInTurn(in ChokeCandidate peer, TimeSpan now)
    {
        var held = now - (peer.ChangedAt ?? peer.ConnectedAt);
        return peer.IsUnchoked && held < Turn && (peer.UploadRate > 0 || held < Round);
    }

    private static TimeSpan Waited(in ChokeCandidate peer, TimeSpan now)
    {
        if (peer.IsUnchoked)
        {
            return TimeSpan.Zero;
        }

        var waited = now - (peer.ChangedAt ?? peer.ConnectedAt);
        return now - peer.ConnectedAt < Newness ? NewnessFactor * waited : waited;
    }
}
