using P2PShare.Engine.Peers;

namespace P2PShare.Engine.Tests.Peers;

/// <summary>Peers before a choker, named by number, with their slots kept as an owner would.</summary>
internal sealed class ChokerSwarm(int slots)
{
    private readonly Choker _choker = new(slots, new Random(1));
    private readonly Dictionary<int, ChokeCandidate> _peers = [];

    public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

    public void Add(
        int serial,
        long downloadRate = 0,
        long uploadRate = 0,
        bool isInterested = true,
        bool isUploadOnly = false,
        bool isSnubbed = false,
        TimeSpan? connected = null) =>
        _peers[serial] = new ChokeCandidate
        {
            Key = new PeerKey(serial, serial),
            DownloadRate = downloadRate,
            UploadRate = uploadRate,
            IsInterested = isInterested,
            IsUploadOnly = isUploadOnly,
            IsSnubbed = isSnubbed,
            ConnectedAt = Now - (connected ?? TimeSpan.FromMinutes(2)),
        };

    public void Remove(int serial) => _peers.Remove(serial);

    public IReadOnlyList<int> Evaluate(bool seeding = false)
    {
        var unchoked = new List<PeerKey>();
        _choker.Evaluate(Now, seeding, _peers.Values.ToArray(), unchoked);
        foreach (var (serial, peer) in _peers.ToArray())
        {
            var isUnchoked = unchoked.Contains(peer.Key);
            if (isUnchoked != peer.IsUnchoked)
            {
                _peers[serial] = peer with { IsUnchoked = isUnchoked, ChangedAt = Now };
            }
        }

        return [.. unchoked.Select(key => key.Serial)];
    }

    /// <summary>Who besides is lent a slot.</summary>
    public IReadOnlyList<int> Lend()
    {
        var unchoked = new List<PeerKey>();
        var peers = _peers.Values.ToArray();
        _choker.Evaluate(Now, seeding: false, peers, unchoked);
        var given = unchoked.Count;
        _choker.Lend(peers, unchoked);
        return [.. unchoked.Skip(given).Select(key => key.Serial)];
    }

    /// <summary>Who was unchoked in each of so many rounds.</summary>
    public IReadOnlyList<IReadOnlyList<int>> Rounds(int count, bool seeding = false)
    {
        var rounds = new List<IReadOnlyList<int>>();
        for (var round = 0; round < count; round++)
        {
            rounds.Add(Evaluate(seeding));
            Now += Choker.Round;
        }

        return rounds;
    }
}
