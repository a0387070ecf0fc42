using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Storage;

/// <summary>
/// Says whether bytes are a piece of one torrent: by SHA-1 (v1), by the piece's node in its file's merkle tree (v2), by both (hybrid), and
/// by padding being zeros. Reads no file. Thread-safe; takes no memory once as many checks have run at once as ever will.
/// </summary>
internal sealed class PieceVerifier(TorrentMetainfo metainfo)
{
    private readonly PieceHashes _hashes = new(metainfo);
    private readonly Spares<PieceCheck> _idle = new();

    /// <summary>The trees of the files.</summary>
    public HashedFiles Files => _hashes.Files;

    /// <summary>Whether these buffers, one after another, are the piece.</summary>
    public bool Matches(int piece, IReadOnlyList<ReadOnlyMemory<byte>> blocks)
    {
        var check = Begin(piece);
        for (var i = 0; i < blocks.Count; i++)
        {
            check.Append(blocks[i].Span);
        }

        return End(check);
    }

    /// <summary>Begins a check of a piece that comes in parts, for pieces too long to be in memory whole. <see cref="End"/> ends it.</summary>
    public PieceCheck Begin(int piece) => Begin(piece, lanes: null, lane: 0);

    /// <summary>Begins a check of one of several pieces that are hashed at once; what their lanes know of it is not hashed again.</summary>
    public PieceCheck Begin(int piece, PieceLanes? lanes, int lane)
    {
        var check = _idle.TryTake(out var idle) ? idle : new PieceCheck(_hashes);
        check.Begin(piece, lanes, lane);
        return check;
    }

    /// <summary>Whether what was appended is the piece. The check is not to be used any more.</summary>
    public bool End(PieceCheck check)
    {
        var matches = check.Matches();
        _idle.Give(check);
        return matches;
    }

    /// <summary>Gives back what checks have taken; others may go on meanwhile.</summary>
    public void Rest()
    {
        while (_idle.TryTake(out var check))
        {
            check.Dispose();
        }
    }
}
