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
    private readonly TransferTotals _before;
    private long _bytesDone;
    private long _bytesLeft;
    private TimeSpan _startedAt;
    private TimeSpan _seedingSince;

    /// <summary>Of a torrent that has these pieces and wants these files, or all.</summary>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="selectedFiles">Indexes of wanted files; null for all.</param>
    /// <param name="have">The pieces.</param>
    /// <param name="before">What went to and fro in the runs before.</param>
    public SwarmProgress(TorrentMetainfo metainfo, IReadOnlySet<int>? selectedFiles, Bitfield have, TransferTotals before)
    {
        _before = before;
        _metainfo = metainfo;
        _wanted = new ContentBytes(metainfo, selectedFiles);
        _all = selectedFiles is null ? _wanted : new ContentBytes(metainfo, null);
        _bytesDone = _wanted.In(have);
        _bytesLeft = _all.Total - _all.In(have);
        WantedPieces = selectedFiles is null ? null : _wanted.Pieces();
    }

    /// <summary>The pieces that hold anything wanted; null for all.</summary>
    public Bitfield? WantedPieces { get; }

    /// <summary>What went to and fro in all runs.</summary>
    public TransferTotals Totals => _before + new TransferTotals(Counters.Uploaded, Counters.Downloaded);

    /// <summary>What went to and fro in this run.</summary>
    public TransferCounters Counters { get; } = new();

    /// <summary>It begins.</summary>
    public void Start(TimeSpan now) => _startedAt = _seedingSince = now;

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
        Downloading = now - _startedAt,
        SinceReceived = now - Counters.LastDownload,
        Seeding = now - _seedingSince,
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
            Wasted = Counters.Wasted,
            DownloadRate = rate,
            UploadRate = Counters.UploadRate(now),
            Eta = missing == 0 ? TimeSpan.Zero : rate > 0 ? TimeSpan.FromSeconds((double)missing / rate) : null,
            Ratio = _metainfo.TotalLength == 0 ? 0 : (double)Totals.Uploaded / _metainfo.TotalLength,
        };
    }
}
