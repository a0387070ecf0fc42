using System.Net;
using System.Runtime.InteropServices;
using P2PShare.Dht.Routing;

namespace P2PShare.Dht.Storage;

/// <summary>
/// How much of a store each network (/24, /64) has filled, and an entry of one that has filled much of it. Not thread-safe.
/// </summary>
internal sealed class SourceCounts<T>(Random random)
    where T : notnull
{
    // The largest of so many entries by chance is one of the largest of all: whoever has a tenth of them is nearly always among these.
    private const int Tries = 24;

    private readonly List<(T Entry, AddressBlock Source)> _entries = [];
    private readonly Dictionary<T, int> _places = [];
    private readonly Dictionary<AddressBlock, int> _counts = [];

    public int Count => _entries.Count;

    public void Add(T entry, IPAddress source)
    {
        var block = AddressBlock.Of(source);
        _places.Add(entry, _entries.Count);
        _entries.Add((entry, block));
        CollectionsMarshal.GetValueRefOrAddDefault(_counts, block, out _)++;
    }

    public void Remove(T entry, IPAddress source)
    {
        if (!_places.Remove(entry, out var place))
        {
            return;
        }

        var last = _entries[^1];
        _entries.RemoveAt(_entries.Count - 1);
        if (place < _entries.Count)
        {
            _entries[place] = last;
            _places[last.Entry] = place;
        }

        var block = AddressBlock.Of(source);
        if (--CollectionsMarshal.GetValueRefOrAddDefault(_counts, block, out _) == 0)
        {
            _counts.Remove(block);
        }
    }

    /// <summary>An entry of a source that has many. There must be one.</summary>
    public T PickFromLargest()
    {
        var best = _entries[random.Next(_entries.Count)];
        for (var i = 1; i < Tries; i++)
        {
            var other = _entries[random.Next(_entries.Count)];
            if (_counts[other.Source] > _counts[best.Source])
            {
                best = other;
            }
        }

        return best.Entry;
    }
}
