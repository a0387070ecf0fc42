using System.Runtime.InteropServices;

namespace P2PShare.Engine.Peers;

/// <summary>
/// Decides whom we upload to. While leeching the best uploaders to us get it (tit for tat), and one more in turn, so that newcomers have a
/// start; while seeding all get it in turn. BEP 3. Whoever wants nothing, or takes nothing, gets no slot. Sends nothing; <c>now</c> is monotonic.
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

    private TimeSpan? _roundAt;
    private TimeSpan _optimisticUntil;
    private PeerKey _optimistic = PeerKey.None;

    /// <summary>Writes whom to upload to, all others being choked, to <paramref name="unchoked"/>, which is cleared first. To be called at each tick and whenever a peer becomes interested or leaves: between rounds nobody loses a slot, but free ones are given away at once.</summary>
    public void Evaluate(TimeSpan now, bool seeding, ReadOnlySpan<ChokeCandidate> peers, ICollection<PeerKey> unchoked)
    {
        unchoked.Clear();
        var waiting = new List<ChokeCandidate>(peers.Length);
        foreach (var peer in peers)
        {
            if (peer.IsInterested && !peer.IsUploadOnly)
            {
                waiting.Add(peer);
            }
        }

        if (_roundAt is { } last && now - last < Round)
        {
            Keep(waiting, unchoked);
        }
        else
        {
            _roundAt = now;
            if (!seeding)
            {
                GiveToBest(now, waiting, unchoked);
            }
        }

        Sort(waiting, now, seeding);
        GiveInOrder(waiting, slots, unchoked);
    }

    private static void Keep(List<ChokeCandidate> waiting, ICollection<PeerKey> unchoked)
    {
        foreach (var peer in waiting.Where(peer => peer.IsUnchoked))
        {
            unchoked.Add(peer.Key);
        }

        _ = waiting.RemoveAll(peer => peer.IsUnchoked);
    }

    // All slots but one to the best; that one to who has waited longest.
    private void GiveToBest(TimeSpan now, List<ChokeCandidate> waiting, ICollection<PeerKey> unchoked)
    {
        Sort(waiting, now, seeding: false);
        GiveInOrder(waiting, slots - 1, unchoked);
        var optimistic = waiting.FindIndex(peer => peer.Key == _optimistic);
        if (optimistic < 0 || now >= _optimisticUntil)
        {
            optimistic = LongestWaiting(waiting, now);
            _optimisticUntil = now + Turn;
        }

        _optimistic = optimistic < 0 ? PeerKey.None : waiting[optimistic].Key;
        if (optimistic >= 0)
        {
            unchoked.Add(_optimistic);
            waiting.RemoveAt(optimistic);
        }
    }

    private static int LongestWaiting(List<ChokeCandidate> waiting, TimeSpan now)
    {
        var longest = -1;
        for (var i = 0; i < waiting.Count; i++)
        {
            if (longest < 0 || Waited(waiting[i], now) > Waited(waiting[longest], now))
            {
                longest = i;
            }
        }

        return longest;
    }

    private static void GiveInOrder(List<ChokeCandidate> waiting, int count, ICollection<PeerKey> unchoked)
    {
        var given = Math.Max(0, Math.Min(count - unchoked.Count, waiting.Count));
        for (var i = 0; i < given; i++)
        {
            unchoked.Add(waiting[i].Key);
        }

        waiting.RemoveRange(0, given);
    }

    private void Sort(List<ChokeCandidate> waiting, TimeSpan now, bool seeding)
    {
        random.Shuffle(CollectionsMarshal.AsSpan(waiting));
        waiting.Sort((left, right) => seeding ? CompareForSeeding(left, right, now) : CompareForLeeching(left, right, now));
    }

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
