using System.Net.Sockets;
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
        var family = contact.Address.AddressFamily;
        _ = _entries.RemoveAll(entry => entry.Contact.Address.Equals(contact.Address));
        if (_entries.Count(entry => entry.Contact.Address.AddressFamily == family) >= Capacity)
        {
            _entries.RemoveAt(_entries.FindIndex(entry => entry.Contact.Address.AddressFamily == family));
        }

        _entries.Add(new Entry(++Last, contact));
    }

    /// <summary>Those of a family that were added behind a number, the latest first.</summary>
    public IEnumerable<PeerExchangeContact> Since(long number, AddressFamily family) =>
        _entries.Where(entry => entry.Number > number && entry.Contact.Address.AddressFamily == family).Reverse().Select(static entry => entry.Contact);

    private readonly record struct Entry(long Number, PeerExchangeContact Contact);
}
