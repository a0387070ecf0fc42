namespace P2PShare.Tracker;

/// <summary>Counts what a tracker does. Written from any thread.</summary>
internal sealed class TrackerCounters
{
    private long _httpAnnounces;
    private long _udpAnnounces;
    private long _scrapes;
    private long _refused;
    private long _dropped;

    public long HttpAnnounces => Interlocked.Read(ref _httpAnnounces);

    public long UdpAnnounces => Interlocked.Read(ref _udpAnnounces);

    public long Scrapes => Interlocked.Read(ref _scrapes);

    public long Refused => Interlocked.Read(ref _refused);

    public long Dropped => Interlocked.Read(ref _dropped);

    public void CountHttpAnnounce() => Interlocked.Increment(ref _httpAnnounces);

    public void CountUdpAnnounce() => Interlocked.Increment(ref _udpAnnounces);

    public void CountScrape() => Interlocked.Increment(ref _scrapes);

    public void CountRefused() => Interlocked.Increment(ref _refused);

    public void CountDropped() => Interlocked.Increment(ref _dropped);
}
