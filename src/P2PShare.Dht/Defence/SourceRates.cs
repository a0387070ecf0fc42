using System.Net;
using P2PShare.Dht.Routing;
using P2PShare.Net.Transport;

namespace P2PShare.Dht.Defence;

/// <summary>
/// How often one address (IPv4) or /64 (IPv6) is answered, and all together. Addresses share a fixed number of buckets by a hash with a seed of the
/// process, so that a flood from any number of them takes no memory. Not thread-safe.
/// </summary>
internal sealed class SourceRates(DhtClock clock)
{
    private const int SlotCount = 2_048;
    private const int Total = SlotCount;

    // Milliseconds of the clock at which each bucket will be, or was, full again: the one number that a token bucket needs.
    // Made for the first stranger: most nodes of a simulated network never need it.
    private long[]? _fullAt;

    /// <summary>Takes one query from an address; false when it has had its share. What comes from this machine is not counted.</summary>
    public bool TryTake(IPAddress address)
    {
        if (IPAddress.IsLoopback(address))
        {
            return true;
        }

        var slot = (int)((uint)KeyOf(address).GetHashCode() % SlotCount);
        return TryTake(slot, DhtLimits.QueriesPerSecond, DhtLimits.QueryBurst)
            && TryTake(Total, DhtLimits.TotalQueriesPerSecond, DhtLimits.TotalQueriesPerSecond);
    }

    private static int KeyOf(IPAddress address) =>
        address.IsIPv4() ? HashCode.Combine(address) : HashCode.Combine(AddressBlock.Of(address));

    private bool TryTake(int slot, int perSecond, int burst)
    {
        _fullAt ??= new long[SlotCount + 1];
        var now = (long)(clock.Now.TotalMilliseconds * perSecond);
        var fullAt = Math.Max(_fullAt[slot], now);

        // Counted in thousandths of a query: what is missing is what time has not made good yet.
        if (fullAt - now > (burst - 1) * 1_000L)
        {
            return false;
        }

        _fullAt[slot] = fullAt + 1_000;
        return true;
    }
}
