namespace P2PShare.Engine.Peers;

/// <summary>Counts what went to and came from one peer, or a whole torrent.</summary>
internal sealed class TransferCounters
{
    /// <summary>How far back rates look: tit-for-tat wants the last 20 seconds. BEP 3.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromSeconds(20);

    private RateMeter? _down;
    private RateMeter? _up;

    /// <summary>Content bytes received, useless ones included.</summary>
    public long Downloaded => _down?.Total ?? 0;

    /// <summary>Content bytes sent.</summary>
    public long Uploaded => _up?.Total ?? 0;

    /// <summary>Content bytes received twice, unasked or found wrong.</summary>
    public long Wasted { get; private set; }

    /// <summary>When content was last received; null for never.</summary>
    public TimeSpan? LastDownload { get; private set; }

    /// <summary>When content was last sent; null for never.</summary>
    public TimeSpan? LastUpload { get; private set; }

    /// <summary>Content came.</summary>
    public void AddDownload(long bytes, TimeSpan now)
    {
        (_down ??= new RateMeter(Window)).Add(bytes, now);
        LastDownload = now;
    }

    /// <summary>Content was sent.</summary>
    public void AddUpload(long bytes, TimeSpan now)
    {
        (_up ??= new RateMeter(Window)).Add(bytes, now);
        LastUpload = now;
    }

    /// <summary>Some of what came was useless.</summary>
    public void AddWaste(long bytes) => Wasted += bytes;

    /// <summary>Content bytes received a second.</summary>
    public long DownloadRate(TimeSpan now) => _down?.Rate(now) ?? 0;

    /// <summary>Content bytes sent a second.</summary>
    public long UploadRate(TimeSpan now) => _up?.Rate(now) ?? 0;
}
