namespace P2PShare.Protocol.Metainfo;

/// <summary>Gathers what is odd about a torrent, up to a bound: a million odd files do not make a million sentences.</summary>
internal sealed class WarningList
{
    /// <summary>Most sentences that are kept.</summary>
    public const int Limit = 100;

    private readonly List<string> _warnings = [];
    private int _dropped;

    public void Add(string warning)
    {
        if (_warnings.Count < Limit)
        {
            _warnings.Add(warning);
        }
        else
        {
            _dropped++;
        }
    }

    public IReadOnlyList<string> ToList() => _dropped == 0 ? [.. _warnings] : [.. _warnings, $"There are {_dropped} more warnings."];
}
