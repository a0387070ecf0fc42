using P2PShare.Engine.Discovery;
using P2PShare.Engine.Peers;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>How far a torrent has come and what went to and fro: what snapshots, announces and stop conditions are made of. Only under the swarm's lock.</summary>
internal sealed class SwarmProgress
{
    private readonly TorrentMetainfo _metainfo;
    private readonly ContentBytes _wanted;
    private readonly ContentBytes _all;
    private readonly SwarmPast _past;
    private long _bytesDone;
    private long _bytesLeft;
    private TimeSpan? _startedAt;
    private TimeSpan _seedingSince;

    /// <summary>Of a torrent that has these pieces and wants these files, or all.</summary>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="selectedFiles">Indexes of wanted files; null for all.</param>
    /// <param name="past">What it goes on from.</param>
    public SwarmProgress(TorrentMetainfo metainfo, IReadOnlySet<int>? selectedFiles, SwarmPast past)
    {
        _past = past;
        _metainfo = metainfo;
        _wanted = new ContentBytes(metainfo, selectedFiles);
        _all = selectedFiles is null ? _wanted : new ContentBytes(metainfo, null);
        _bytesDone = _wanted.In(past.Have);
        _bytesLeft = _all.Total - _all.In(past.Have);
        WantedPieces = selectedFiles is null ? null : _wanted.Pieces();
    }

    /// <summary>The pieces that hold anything wanted; null for all.</summary>
    public Bitfield? WantedPieces { get; }

    /// <summary>Content bytes of this run that were of no use.</summary>
    public long Wasted => _past.Wasted + Counters.Wasted;

    /// <summary>What went to and fro in all runs.</summary>
    public TransferTotals Totals => _past.Totals + new TransferTotals(Counters.Uploaded, Counters.Downloaded);

    /// <summary>What went to and fro since it last began.</summary>
    public TransferCounters Counters { get; } = new();

    /// <summary>It begins.</summary>
    public void Start(TimeSpan now)
    {
        _startedAt = now;
        _seedingSince = now - _past.Seeded;
    }

    /// <summary>How long it has been at it since it last began.</summary>
    public TimeSpan Active(TimeSpan now) => now - _startedAt ?? TimeSpan.Zero;

    /// <summary>How long it has been complete, in this run.</summary>
    public TimeSpan Seeded(TimeSpan now) => _startedAt is null ? _past.Seeded : now - _seedingSince;

    /// <summary>It is complete.</summary>
    public void BecomeSeed(TimeSpan now) => _seedingSince = now;

    /// <summary>A piece is had.</summary>
    public void Had(int piece)
    {
        _bytesDone += _wanted.In(piece);
        _bytesLeft -= _all.In(piece);
    }

    /// <summary>A piece that was had is not any more.</summary>
    public void Lost(int piece)
    {
        _bytesDone -= _wanted.In(piece);
        _bytesLeft += _all.In(piece);
    }

    /// <summary>What an announce tells: what went to and fro since "started". BEP 3.</summary>
    public AnnounceProgress ForAnnounce() => new(Counters.Uploaded, Counters.Downloaded, _bytesLeft);

    /// <summary>What stopping is decided by.</summary>
    public StopInputs ForStop(bool isComplete, int copies, TimeSpan elapsed, TimeSpan now) => new()
    {
        IsComplete = isComplete,
        Uploaded = Totals.Uploaded,
        ContentLength = _metainfo.TotalLength,
        Copies = copies,
        Elapsed = elapsed,
        Downloading = Active(now),
        SinceReceived = now - Counters.LastDownload,
        Seeding = Seeded(now),
        SinceSent = now - Counters.LastUpload,
    };

    /// <summary>Fills in sizes, rates and what follows from them.</summary>
    public TorrentSnapshot Describe(TorrentSnapshot snapshot, TimeSpan now)
    {
        var rate = Counters.DownloadRate(now);
        var missing = _wanted.Total - _bytesDone;
        return snapshot with
        {
            BytesDone = _bytesDone,
            BytesTotal = _wanted.Total,
            Downloaded = Totals.Downloaded,
            Uploaded = Totals.Uploaded,
            Wasted = Wasted,
            DownloadRate = rate,
            UploadRate = Counters.UploadRate(now),
            Eta = missing == 0 ? TimeSpan.Zero : rate > 0 ? TimeSpan.FromSeconds((double)missing / rate) : null,
            Ratio = _metainfo.TotalLength == 0 ? 0 : (double)Totals.Uploaded / _metainfo.TotalLength,
        };
    }
}
