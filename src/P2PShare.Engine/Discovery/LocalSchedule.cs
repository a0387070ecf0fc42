using P2PShare.Protocol.LocalDiscovery;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Discovery;

/// <summary>
/// When which torrents are announced to the local network: each as soon as it begins and then every five minutes, several in one datagram, and
/// no more than one datagram a minute but for what has just begun. BEP 14. Sends nothing; <c>now</c> is monotonic.
/// </summary>
internal sealed class LocalSchedule
{
    /// <summary>Datagrams at once for torrents that have just begun; what does not fit comes with the next minutes.</summary>
    public const int MaxBurst = 3;

    private readonly List<Entry> _entries = [];
    private double _burst = MaxBurst;
    private TimeSpan _refilled;
    private TimeSpan? _sent;

    /// <summary>Between two announces of a torrent.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(5);

    /// <summary>Between two datagrams.</summary>
    public static readonly TimeSpan Pause = TimeSpan.FromMinutes(1);

    /// <summary>A torrent begins.</summary>
    public void Add(Sha1Hash infoHash)
    {
        if (!_entries.Exists(entry => entry.InfoHash == infoHash))
        {
            _entries.Add(new Entry(infoHash));
        }
    }

    /// <summary>A torrent is over.</summary>
    public void Remove(Sha1Hash infoHash) => _entries.RemoveAll(entry => entry.InfoHash == infoHash);

    /// <summary>There is somebody new to be told: all are due again.</summary>
    public void Restart()
    {
        foreach (var entry in _entries)
        {
            entry.Announced = null;
        }
    }

    /// <summary>What goes into a datagram now, and counts as announced; empty for none. To be asked again until it is.</summary>
    public IReadOnlyList<Sha1Hash> Next(TimeSpan now)
    {
        Refill(now);
        List<Entry> due = [.. _entries.Where(entry => entry.Announced is not { } last || now - last >= Interval).OrderBy(entry => entry.Announced ?? TimeSpan.MinValue).Take(LocalAnnouncement.MaxInfoHashes)];
        var isFirst = due.Exists(static entry => entry.Announced is null);
        if (due.Count == 0 || (now - _sent < Pause && !(isFirst && _burst >= 1)))
        {
            return [];
        }

        _burst = Math.Max(0, _burst - 1);
        _sent = now;
        foreach (var entry in due)
        {
            entry.Announced = now;
        }

        return [.. due.Select(static entry => entry.InfoHash)];
    }

    private void Refill(TimeSpan now)
    {
        _burst = Math.Min(MaxBurst, _burst + ((now - _refilled) / Pause));
        _refilled = now;
    }

    private sealed class Entry(Sha1Hash infoHash)
    {
        public Sha1Hash InfoHash { get; } = infoHash;

        /// <summary>When it was announced last; null for never.</summary>
        public TimeSpan? Announced { get; set; }
    }
}
