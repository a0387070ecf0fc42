using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage.Records;

/// <summary>Sets of pieces as runs: a few bytes for pieces that came in order.</summary>
internal static class PieceRanges
{
    public static IReadOnlyList<(int First, int Count)> Of(Bitfield pieces)
    {
        var ranges = new List<(int, int)>();
        for (var first = pieces.NextSet(0); first >= 0;)
        {
            var end = pieces.NextClear(first);
            end = end < 0 ? pieces.Length : end;
            ranges.Add((first, end - first));
            first = pieces.NextSet(end);
        }

        return ranges;
    }

    public static IEnumerable<int> Pieces(IEnumerable<(int First, int Count)> ranges) =>
        ranges.SelectMany(range => Enumerable.Range(range.First, range.Count));
}
