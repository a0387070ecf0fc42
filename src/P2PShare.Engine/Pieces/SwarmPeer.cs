using P2PShare.Engine.Peers;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>What a picker knows of one peer: its pieces, what it is being asked for, and how far it is trusted. Written by the picker alone.</summary>
internal sealed class SwarmPeer(PeerKey key)
{
    /// <summary>How many suggested pieces are remembered, the newest ones.</summary>
    public const int MaxSuggested = 16;

    /// <summary>How many allowed-fast pieces are remembered, those refused since included.</summary>
    public const int MaxAllowedFast = 64;

    private readonly List<int> _refusedFast = [];

    /// <summary>Which session.</summary>
    public PeerKey Key { get; } = key;

    /// <summary>Its pieces; null when it has all of them, or none.</summary>
    public Bitfield? Pieces { get; set; }

    /// <summary>Whether it has all pieces and is counted apart.</summary>
    public bool IsSeed { get; set; }

    /// <summary>Whether it was a seed and lost a piece: getting it back does not make it one, so that losing and getting in turn stays cheap.</summary>
    public bool HasLost { get; set; }

    /// <summary>How many wanted pieces it has that we have not. For a seed it is not kept.</summary>
    public int InterestCount { get; set; }

    /// <summary>Bytes a second that it sends us.</summary>
    public long Rate { get; set; }

    /// <summary>Whether it took part in a failed piece: it then gets pieces for itself alone, until one passes. As libtorrent's parole.</summary>
    public bool IsOnParole { get; set; }

    /// <summary>The piece that it is filling.</summary>
    public OpenPiece? Current { get; set; }

    /// <summary>What it is being asked for.</summary>
    public RequestQueue Requests { get; } = new();

    /// <summary>What it was asked for and is no longer.</summary>
    public RecentBlocks Dropped { get; } = new();

    /// <summary>Pieces that it would have us take. BEP 6.</summary>
    public List<int> Suggested { get; } = [];

    /// <summary>Pieces that it gives also while it chokes us. BEP 6.</summary>
    public List<int> AllowedFast { get; } = [];

    /// <summary>It would have us take a piece; the newest such wish comes first.</summary>
    public void Suggest(int piece)
    {
        _ = Suggested.Remove(piece);
        Suggested.Insert(0, piece);
        if (Suggested.Count > MaxSuggested)
        {
            Suggested.RemoveAt(MaxSuggested);
        }
    }

    /// <summary>It gives a piece even while it chokes us.</summary>
    public void AllowFast(int piece)
    {
        if (AllowedFast.Count + _refusedFast.Count < MaxAllowedFast && !AllowedFast.Contains(piece) && !_refusedFast.Contains(piece))
        {
            AllowedFast.Add(piece);
        }
    }

    /// <summary>It does not give a piece after all: allowing it again changes nothing.</summary>
    public void RefuseFast(int piece)
    {
        if (AllowedFast.Remove(piece))
        {
            _refusedFast.Add(piece);
        }
    }

    /// <summary>Whether it has a piece.</summary>
    public bool Has(int piece) => IsSeed || (Pieces?[piece] ?? false);

    /// <summary>Whether it may be asked for a piece now.</summary>
    public bool MayGive(int piece, bool choked) => Has(piece) && (!choked || AllowedFast.Contains(piece));
}
