using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Transfers;

/// <summary>The place of one torrent in what is shown: first of the search for it where there is one, then of the torrent itself.</summary>
internal sealed class TransferSlot
{
    private volatile Func<TorrentSnapshot>? _look;

    /// <summary>How it looks now; null while there is nothing to see.</summary>
    public TorrentSnapshot? Snapshot() => _look?.Invoke();

    /// <summary>From now on it looks like this.</summary>
    public void Show(Func<TorrentSnapshot> look) => _look = look;
}
