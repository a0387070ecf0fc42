using System.Diagnostics.CodeAnalysis;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Tracker.Peers;

/// <summary>Torrents by info-hash, and in the order in which they were last announced. Knows no clock and no limit, and is not thread-safe.</summary>
internal sealed class SwarmDirectory
{
    private readonly Dictionary<Sha1Hash, Swarm> _swarms = new(new SeededComparer());
    private Swarm? _mostRecent;

    public int Count => _swarms.Count;

    /// <summary>The torrent that was idle longest.</summary>
    public Swarm? LeastRecent { get; private set; }

    public bool TryGet(Sha1Hash infoHash, [NotNullWhen(true)] out Swarm? swarm) => _swarms.TryGetValue(infoHash, out swarm);

    public Swarm Add(Sha1Hash infoHash)
    {
        var swarm = new Swarm(infoHash);
        _swarms.Add(infoHash, swarm);
        Append(swarm);
        return swarm;
    }

    public void Remove(Swarm swarm)
    {
        _swarms.Remove(swarm.InfoHash);
        Unlink(swarm);
    }

    /// <summary>Makes a torrent the one that was announced last.</summary>
    public void Touch(Swarm swarm)
    {
        Unlink(swarm);
        Append(swarm);
    }

    private void Append(Swarm swarm)
    {
        swarm.LessRecent = _mostRecent;
        swarm.MoreRecent = null;
        if (_mostRecent is not null)
        {
            _mostRecent.MoreRecent = swarm;
        }

        _mostRecent = swarm;
        LeastRecent ??= swarm;
    }

    private void Unlink(Swarm swarm)
    {
        if (swarm.LessRecent is not null)
        {
            swarm.LessRecent.MoreRecent = swarm.MoreRecent;
        }

        if (swarm.MoreRecent is not null)
        {
            swarm.MoreRecent.LessRecent = swarm.LessRecent;
        }

        _mostRecent = _mostRecent == swarm ? swarm.LessRecent : _mostRecent;
        LeastRecent = LeastRecent == swarm ? swarm.MoreRecent : LeastRecent;
    }

    /// <summary>Info-hashes are the clients' choice, and so would their hash codes be: this one has a seed that nobody knows.</summary>
    private sealed class SeededComparer : IEqualityComparer<Sha1Hash>
    {
        public bool Equals(Sha1Hash x, Sha1Hash y) => x.Equals(y);

        public int GetHashCode(Sha1Hash obj)
        {
            Span<byte> bytes = stackalloc byte[Sha1Hash.Size];
            obj.CopyTo(bytes);
            var hash = new HashCode();
            hash.AddBytes(bytes);
            return hash.ToHashCode();
        }
    }
}
