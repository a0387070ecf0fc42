using P2PShare.Engine.Diagnostics;
using P2PShare.Net.Limits;

namespace P2PShare.Engine;

/// <summary>The rate limits of an engine or of one torrent. May be read and changed from any thread while it runs.</summary>
/// <param name="time">The clock.</param>
/// <param name="maxDownloadRate">See <see cref="MaxDownloadRate"/>.</param>
/// <param name="maxUploadRate">See <see cref="MaxUploadRate"/>.</param>
public sealed class RateLimits(TimeProvider time, long maxDownloadRate = 0, long maxUploadRate = 0)
{
    private readonly ShareMeter _downloadWaits = new();
    private readonly ShareMeter _uploadWaits = new();
    private long _lookedAt = time.GetTimestamp();
    private TimeSpan _downloadWaited;
    private TimeSpan _uploadWaited;

    /// <summary>Bytes a second down; 0 is without limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long MaxDownloadRate
    {
        get => Download.BytesPerSecond;
        set => Download.BytesPerSecond = value;
    }

    /// <summary>Bytes a second up; 0 is without limit.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is negative.</exception>
    public long MaxUploadRate
    {
        get => Upload.BytesPerSecond;
        set => Upload.BytesPerSecond = value;
    }

    internal RateLimiter Download { get; } = new(time, maxDownloadRate);

    internal RateLimiter Upload { get; } = new(time, maxUploadRate);

    /// <summary>How much of the last while somebody waited for leave to receive, 0 to 1.</summary>
    internal double DownloadWaits => _downloadWaits.Share;

    /// <summary>How much of the last while somebody waited for leave to send, 0 to 1.</summary>
    internal double UploadWaits => _uploadWaits.Share;

    /// <summary>Looks how long somebody waited since the last tick.</summary>
    internal void Tick()
    {
        var (passed, down, up) = (time.GetElapsedTime(_lookedAt), Download.Waited, Upload.Waited);
        if (passed > TimeSpan.Zero)
        {
            _downloadWaits.Add((down - _downloadWaited) / passed);
            _uploadWaits.Add((up - _uploadWaited) / passed);
            (_lookedAt, _downloadWaited, _uploadWaited) = (time.GetTimestamp(), down, up);
        }
    }
}
