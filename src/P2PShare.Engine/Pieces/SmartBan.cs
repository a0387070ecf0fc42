using P2PShare.Engine.Peers;

namespace P2PShare.Engine.Pieces;

/// <summary>
/// Finds out who sent bad data. A failed piece from one peer names it at once. Of one from several, each block's digest is kept with its
/// sender; when the piece passes later, those whose block was another are named, and nobody else. As libtorrent's smart ban. Bans nobody itself.
/// </summary>
/// <remarks>Digests are taken where the bytes are, outside the torrent's lock: of all blocks of a piece that failed, and of one that passed while <see cref="IsWatching"/>.</remarks>
internal sealed class SmartBan
{
    /// <summary>Most blocks remembered, some 40 bytes each; the piece that failed longest ago is forgotten first.</summary>
    public const int MaxBlocks = 1 << 16;

    private readonly Dictionary<int, Dictionary<Sent, BlockDigest>> _suspicions = [];
    private readonly LinkedList<int> _oldest = new();
    private int _blocks;

    /// <summary>Whether a piece failed before, so that the digests of its blocks are wanted when it passes.</summary>
    public bool IsWatching(int piece) => _suspicions.ContainsKey(piece);

    /// <summary>A piece failed. Adds to <paramref name="liars"/> who is known by that to have sent bad data: a sole sender, or one who sent two versions of a block.</summary>
    /// <param name="piece">Which piece.</param>
    /// <param name="senders">Who sent each block; nobody for padding.</param>
    /// <param name="digests">The digest of each block.</param>
    /// <param name="liars">Is added to; nobody twice.</param>
    public void PieceFailed(int piece, ReadOnlySpan<PeerKey> senders, ReadOnlySpan<BlockDigest> digests, ISet<PeerKey> liars)
    {
        var sole = SoleSender.Of(senders);
        if (!sole.IsNone)
        {
            _ = liars.Add(sole);
            return;
        }

        if (!_suspicions.TryGetValue(piece, out var suspicions))
        {
            suspicions = [];
            _suspicions.Add(piece, suspicions);
            _ = _oldest.AddLast(piece);
        }

        for (var block = 0; block < senders.Length; block++)
        {
            if (!senders[block].IsNone)
            {
                Suspect(new Sent(block, senders[block]), digests[block], suspicions, liars);
            }
        }

        Forget();
    }

    /// <summary>A piece passed. Adds to <paramref name="liars"/> who sent another version of a block of it before.</summary>
    /// <param name="piece">Which piece.</param>
    /// <param name="digests">The digest of each block; not looked at when nothing is watched.</param>
    /// <param name="liars">Is added to; nobody twice.</param>
    public void PiecePassed(int piece, ReadOnlySpan<BlockDigest> digests, ISet<PeerKey> liars)
    {
        if (!_suspicions.Remove(piece, out var suspicions))
        {
            return;
        }

        _ = _oldest.Remove(piece);
        _blocks -= suspicions.Count;
        foreach (var (sent, digest) in suspicions)
        {
            if (digests[sent.Block] != digest)
            {
                _ = liars.Add(sent.Sender);
            }
        }
    }

    private void Suspect(Sent sent, BlockDigest digest, Dictionary<Sent, BlockDigest> suspicions, ISet<PeerKey> liars)
    {
        if (suspicions.TryAdd(sent, digest))
        {
            _blocks++;
        }
        else if (suspicions[sent] != digest)
        {
            _ = liars.Add(sent.Sender);
        }
    }

    private void Forget()
    {
        while (_blocks > MaxBlocks && _oldest.Count > 1 && _oldest.First is { } oldest)
        {
            _ = _suspicions.Remove(oldest.Value, out var suspicions);
            _blocks -= suspicions?.Count ?? 0;
            _oldest.RemoveFirst();
        }
    }

    private readonly record struct Sent(int Block, PeerKey Sender);
}
