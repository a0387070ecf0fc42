using P2PShare.Engine.Peers;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Metadata;

/// <summary>
/// Gets an info dictionary from several peers at once (BEP 9): whom to ask for which part, and who lied when what came does not have the
/// info-hash. Where parts of several peers do not fit together, one peer at a time is asked for all of it, so that a liar stands alone.
/// No I/O; <c>now</c> is monotonic.
/// </summary>
internal sealed class MetadataExchange(InfoHashes wanted)
{
    /// <summary>Longest info dictionary that is taken: 32 MiB, which is 1.6 million pieces.</summary>
    public const int MaxLength = 32 * 1024 * 1024;

    /// <summary>Lengths that connected peers may disagree about; who states a further one is not asked.</summary>
    public const int MaxLengths = 4;

    /// <summary>Requests at one peer.</summary>
    public const int MaxOutstanding = 4;

    /// <summary>How long a peer may take; then the part is asked of another, and the peer is left alone for as long again.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(15);

    private readonly Dictionary<int, Attempt> _attempts = [];
    private readonly Dictionary<PeerKey, Source> _sources = [];

    /// <summary>A peer says how long the info dictionary is; null when it has none.</summary>
    public void PeerOffers(PeerKey peer, long? length)
    {
        PeerLeft(peer);
        if (length is not (> 0 and <= MaxLength))
        {
            return;
        }

        if (!_attempts.TryGetValue((int)length, out var attempt))
        {
            if (_attempts.Count >= MaxLengths && !ForgetAbandoned())
            {
                return;
            }

            attempt = new Attempt(new MetadataAssembly((int)length));
            _attempts.Add((int)length, attempt);
        }

        _sources.Add(peer, new Source(attempt));
    }

    /// <summary>A peer is gone: what it was asked for is anybody's.</summary>
    public void PeerLeft(PeerKey peer)
    {
        if (_sources.Remove(peer, out var source))
        {
            source.Attempt.Release(peer);
        }
    }

    /// <summary>The next part to ask a peer for; false when there is none for it now. Counts as asked.</summary>
    public bool TryNext(PeerKey peer, TimeSpan now, out int piece)
    {
        piece = -1;
        return _sources.TryGetValue(peer, out var source)
            && now >= source.NotBefore
            && source.Attempt.TryAsk(peer, now, out piece);
    }

    /// <summary>A peer refuses a part, or what it said made no sense: it is left alone for a while.</summary>
    public void Refused(PeerKey peer, TimeSpan now)
    {
        if (_sources.TryGetValue(peer, out var source))
        {
            source.NotBefore = now + Patience;
            source.Attempt.Release(peer);
        }
    }

    /// <summary>Gives to others what peers have owed for too long.</summary>
    public void Tick(TimeSpan now)
    {
        foreach (var (peer, source) in _sources)
        {
            if (source.Attempt.IsOverdue(peer, now - Patience))
            {
                Refused(peer, now);
            }
        }
    }

    /// <summary>A part came. Adds to <paramref name="liars"/> who is known by it to have sent something wrong.</summary>
    /// <returns>The info dictionary, once it is whole and has the info-hash; else null.</returns>
    public byte[]? Received(PeerKey peer, int piece, ReadOnlySpan<byte> data, ICollection<PeerKey> liars)
    {
        if (!_sources.TryGetValue(peer, out var source) || !source.Attempt.WasAsked(peer, piece))
        {
            return null;
        }

        var attempt = source.Attempt;
        attempt.Answered(piece);
        if (!attempt.Assembly.TryPut(piece, peer, data))
        {
            liars.Add(peer);
            return null;
        }

        if (!attempt.Assembly.IsWhole)
        {
            return null;
        }

        var bytes = attempt.Assembly.ToBytes();
        if (Matches(bytes))
        {
            return bytes;
        }

        if (attempt.Assembly.Senders.Count == 1)
        {
            liars.Add(peer);
        }

        attempt.BeginAlone();
        return null;
    }

    private bool ForgetAbandoned()
    {
        var abandoned = _attempts.FirstOrDefault(attempt => !_sources.Values.Any(source => source.Attempt == attempt.Value));
        return abandoned.Value is not null && _attempts.Remove(abandoned.Key);
    }

    private bool Matches(ReadOnlySpan<byte> bytes) =>
        (wanted.V1 is not { } v1 || Sha1Hash.Of(bytes) == v1) && (wanted.V2 is not { } v2 || Sha256Hash.Of(bytes) == v2);

    /// <summary>A peer that has it.</summary>
    private sealed class Source(Attempt attempt)
    {
        public Attempt Attempt { get; } = attempt;

        public TimeSpan NotBefore { get; set; }
    }

    /// <summary>The work on one length.</summary>
    private sealed class Attempt(MetadataAssembly assembly)
    {
        private readonly Dictionary<int, (PeerKey Peer, TimeSpan At)> _asked = [];
        private bool _isAlone;
        private PeerKey? _only;

        public MetadataAssembly Assembly { get; } = assembly;

        public bool TryAsk(PeerKey peer, TimeSpan now, out int piece)
        {
            piece = -1;
            if (_isAlone && (_only ??= peer) != peer)
            {
                return false;
            }

            if (_asked.Values.Count(asked => asked.Peer == peer) >= MaxOutstanding)
            {
                return false;
            }

            for (var candidate = 0; candidate < Assembly.PieceCount; candidate++)
            {
                if (!Assembly.Has(candidate) && !_asked.ContainsKey(candidate))
                {
                    _asked.Add(candidate, (peer, now));
                    piece = candidate;
                    return true;
                }
            }

            return false;
        }

        public bool WasAsked(PeerKey peer, int piece) => _asked.TryGetValue(piece, out var asked) && asked.Peer == peer;

        public bool IsOverdue(PeerKey peer, TimeSpan before) => _asked.Values.Any(asked => asked.Peer == peer && asked.At <= before);

        public void Answered(int piece) => _asked.Remove(piece);

        public void Release(PeerKey peer)
        {
            foreach (var piece in _asked.Where(asked => asked.Value.Peer == peer).Select(asked => asked.Key).ToList())
            {
                _asked.Remove(piece);
            }

            if (_only == peer)
            {
                // What it alone has sent so far may be wrong: the next begins anew.
                _only = null;
                Assembly.Clear();
            }
        }

        public void BeginAlone()
        {
            _isAlone = true;
            _only = null;
            _asked.Clear();
            Assembly.Clear();
        }
    }
}
