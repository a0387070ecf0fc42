using P2PShare.Net.Transport;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>
/// Peers that were let go because neither side had anything for the other: good addresses all the same. In a swarm of seeds they are
/// nearly all there is to tell of. BEP 11, "Filling underpopulated lists". Decides nothing of who is told.
/// </summary>
internal sealed class RecentContacts
{
    /// <summary>How many of each address family are kept.</summary>
    public const int Capacity = 25;

    private readonly List<Entry> _entries = [];

    /// <summary>The number of the last that was added; 0 before the first.</summary>
    public long Last { get; private set; }

    /// <summary>A peer was let go. The oldest of its family gives way.</summary>
    public void Add(PeerExchangeContact contact)
    {
        var isIPv4 = contact.Address.Address.IsIPv4();
        _ = _entries.RemoveAll(entry => entry.Contact.Address.Equals(contact.Address));
        if (_entries.Count(entry => entry.IsIPv4 == isIPv4) >= Capacity)
        {
            _entries.RemoveAt(_entries.FindIndex(entry => entry.IsIPv4 == isIPv4));
        }

        _entries.Add(new Entry(++Last, contact));
    }

    /// <summary>Those of a family that were added behind a number, the latest first.</summary>
    public IEnumerable<PeerExchangeContact> Since(long number, bool isIPv4) =>
        _entries.Where(entry => entry.Number > number && entry.IsIPv4 == isIPv4).Reverse().Select(static entry => entry.Contact);

    private readonly record struct Entry(long Number, PeerExchangeContact Contact)
    {
        public bool IsIPv4 => Contact.Address.Address.IsIPv4();
    }
}
