using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>Checks several whole pieces that are in memory at once. Thread-safe.</summary>
/// <param name="metainfo">The torrent.</param>
/// <param name="verifier">What its pieces should be.</param>
/// <param name="plan">How many pieces: at least 2.</param>
internal sealed class GroupVerifier(TorrentMetainfo metainfo, PieceVerifier verifier, LanePlan plan)
{
    private readonly Spares<PieceLanes> _idle = new();

    /// <summary>Which of these pieces match.</summary>
    /// <param name="pieces">Pieces of full length, as many as there are lanes or fewer, each with its blocks in order.</param>
    public bool[] Match(IReadOnlyList<(int Piece, IReadOnlyList<ReadOnlyMemory<byte>> Blocks)> pieces)
    {
        var lanes = _idle.TryTake(out var idle) ? idle : new PieceLanes(plan, metainfo.Format, PieceGeometry.BlockLength);
        var checks = new PieceCheck[pieces.Count];
        for (var lane = 0; lane < checks.Length; lane++)
        {
            checks[lane] = verifier.Begin(pieces[lane].Piece, lanes, lane);
        }

        var parts = new ReadOnlyMemory<byte>[pieces.Count];
        for (var block = 0; block < pieces[0].Blocks.Count; block++)
        {
            for (var lane = 0; lane < parts.Length; lane++)
            {
                parts[lane] = pieces[lane].Blocks[block];
            }

            lanes.Append(parts);
            for (var lane = 0; lane < parts.Length; lane++)
            {
                checks[lane].Append(parts[lane].Span);
            }
        }

        lanes.Finish();
        var matches = Array.ConvertAll(checks, verifier.End);
        _idle.Give(lanes);
        return matches;
    }
}
