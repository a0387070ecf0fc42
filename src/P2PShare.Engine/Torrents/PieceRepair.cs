using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// Pieces whose files are there in full and that do not match: a v2 peer is asked what their blocks should hash to (BEP 52), as for a piece
/// that came wrong, so that only the bad blocks are got. Until then nobody is asked for them. Only under the swarm's lock.
/// </summary>
internal sealed class PieceRepair
{
    /// <summary>Pieces that are in memory at once while their bad blocks are not known.</summary>
    private const int MostAtOnce = 4;

    /// <summary>Pieces about which those who were asked said nothing, before all others are got whole: who only pretends to have hashes is not to hold everything up.</summary>
    private const int MostAbandoned = 8;

    /// <summary>How long to wait, while others could give the pieces whole, for one that can tell their blocks apart.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly PieceGeometry _geometry;
    private readonly PiecePicker _picker;
    private readonly Downloader _downloader;
    private readonly Action<PieceBuffer> _read;
    private readonly Bitfield _waiting;
    private readonly HashSet<int> _begun = [];
    private TimeSpan? _waitsSince;
    private int _abandoned;

    /// <summary>Of these pieces. For the start.</summary>
    /// <param name="geometry">The torrent's.</param>
    /// <param name="picker">The torrent's; it leaves these pieces alone from now on.</param>
    /// <param name="downloader">The torrent's.</param>
    /// <param name="damaged">The pieces. Is the repair's from now on.</param>
    /// <param name="read">Reads a piece into its buffer, elsewhere.</param>
    public PieceRepair(PieceGeometry geometry, PiecePicker picker, Downloader downloader, Bitfield damaged, Action<PieceBuffer> read)
    {
        _geometry = geometry;
        _picker = picker;
        _downloader = downloader;
        _waiting = damaged;
        _read = read;
        picker.Withhold(damaged);
    }

    /// <summary>Begins with further pieces as far as someone can tell their blocks apart, and leaves the others to the picker where nobody can.</summary>
    /// <param name="now">The time.</param>
    /// <param name="budget">Bytes of memory that are free for pieces.</param>
    /// <param name="findWitness">Whom to ask about a piece; null when there is nobody.</param>
    /// <param name="isAnyoneHere">Whether there is anyone at all who could give something.</param>
    public void Advance(TimeSpan now, long budget, Func<int, PeerSession?> findWitness, bool isAnyoneHere)
    {
        for (var piece = _waiting.NextSet(0); piece >= 0 && _begun.Count < MostAtOnce; piece = _waiting.NextSet(piece + 1))
        {
            budget -= _geometry.LengthOf(piece);
            if (budget < 0 && _begun.Count > 0)
            {
                break;
            }

            if (findWitness(piece) is not null)
            {
                Begin(piece);
            }
        }

        _waitsSince = isAnyoneHere && _begun.Count == 0 && !_waiting.IsEmpty ? _waitsSince ?? now : null;
        if (now - _waitsSince > Patience)
        {
            LeaveAll();
        }
    }

    /// <summary>The bad blocks of a piece are known. False when it is none of these.</summary>
    public bool TryDecide(PieceBuffer piece, IReadOnlyList<int> bad)
    {
        if (bad.Count == 0)
        {
            return TryAbandon(piece);
        }

        if (!_begun.Remove(piece.Piece))
        {
            return false;
        }

        _downloader.OnBlocksWrong(piece, bad, []);
        return true;
    }

    /// <summary>Nobody says which blocks of a piece are bad: it is got whole. False when it is none of these.</summary>
    public bool TryAbandon(PieceBuffer piece)
    {
        if (!_begun.Remove(piece.Piece))
        {
            return false;
        }

        _downloader.OnRefused(piece);
        if (++_abandoned == MostAbandoned)
        {
            LeaveAll();
        }

        return true;
    }

    private void Begin(int piece)
    {
        _waiting.Clear(piece);
        _begun.Add(piece);
        _picker.Adopt(piece);
        _read(new PieceBuffer(piece, _geometry.LengthOf(piece), _geometry.BlockCountOf(piece)));
    }

    private void LeaveAll()
    {
        for (var piece = _waiting.NextSet(0); piece >= 0; piece = _waiting.NextSet(piece + 1))
        {
            _waiting.Clear(piece);
            _picker.Release(piece);
        }
    }
}
