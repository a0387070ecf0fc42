using System.Globalization;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Reads and writes which files a magnet link selects: <c>0,2,4,6-8</c>. BEP 53.</summary>
internal sealed class FileSelection
{
    /// <summary>Indexes from here on are left out: no torrent can have so many files.</summary>
    public const int MaxFiles = 3_000_000;

    private const int MaxRanges = 10_000;

    private readonly List<(int First, int Last)> _ranges = [];

    /// <summary>Adds what one parameter selects; parts that mean nothing are left out.</summary>
    public void Add(ReadOnlySpan<char> text)
    {
        foreach (var part in text.Split(','))
        {
            if (_ranges.Count < MaxRanges && TryReadRange(text[part], out var range))
            {
                _ranges.Add(range);
            }
        }
    }

    /// <summary>All that was added: ascending, and joined where ranges touch.</summary>
    public IReadOnlyList<(int First, int Last)> ToRanges()
    {
        var joined = new List<(int First, int Last)>();
        foreach (var range in _ranges.Order())
        {
            if (joined.Count > 0 && range.First <= joined[^1].Last + 1)
            {
                joined[^1] = (joined[^1].First, Math.Max(joined[^1].Last, range.Last));
            }
            else
            {
                joined.Add(range);
            }
        }

        return joined;
    }

    /// <summary>Ranges as a link spells them.</summary>
    public static string Write(IEnumerable<(int First, int Last)> ranges) => string.Join(
        ',',
        ranges.Select(range => range.First == range.Last ? $"{range.First}" : $"{range.First}-{range.Last}"));

    private static bool TryReadRange(ReadOnlySpan<char> text, out (int First, int Last) range)
    {
        range = default;
        var dash = text.IndexOf('-');
        if (dash < 0)
        {
            var isIndex = TryReadIndex(text, out var index);
            range = (index, index);
            return isIndex;
        }

        var isRange = TryReadIndex(text[..dash], out range.First) & TryReadIndex(text[(dash + 1)..], out range.Last);
        return isRange && range.First <= range.Last;
    }

    private static bool TryReadIndex(ReadOnlySpan<char> text, out int index) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out index) && index < MaxFiles;
}
