using System.Net;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>What went to and came from one peer in this run. Content bytes.</summary>
/// <param name="Address">The other side of its last connection.</param>
/// <param name="Client">The program it runs, a stranger's text; null where nothing says.</param>
/// <param name="Downloaded">Received from it.</param>
/// <param name="Uploaded">Sent to it.</param>
public sealed record PeerTotal(IPEndPoint Address, string? Client, long Downloaded, long Uploaded);

/// <summary>Who of those who have left gave and took how much: a peer that comes again is counted on, those of the least bytes are forgotten first. Not thread-safe.</summary>
internal sealed class PeerLedger
{
    private const int Capacity = 1000;

    private readonly Dictionary<(PeerId Id, IPAddress Address), PeerTotal> _totals = [];

    /// <summary>Counts what a session moved that is over.</summary>
    public void Add(PeerId id, PeerTotal total)
    {
        if (total.Downloaded + total.Uploaded == 0)
        {
            return;
        }

        var key = (id, total.Address.Address);
        if (_totals.TryGetValue(key, out var before))
        {
            total = total with { Downloaded = total.Downloaded + before.Downloaded, Uploaded = total.Uploaded + before.Uploaded };
        }
        else if (_totals.Count == Capacity)
        {
            _totals.Remove(_totals.MinBy(static pair => pair.Value.Downloaded + pair.Value.Uploaded).Key);
        }

        _totals[key] = total;
    }

    /// <summary>Those of the most bytes, the most first.</summary>
    public IReadOnlyList<PeerTotal> Top(int count) => [.. _totals.Values.OrderByDescending(static total => total.Downloaded + total.Uploaded).Take(count)];
}
