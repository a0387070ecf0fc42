using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Transfers;

/// <summary>The place of one torrent in what is shown: first of the search for it where there is one, then of the torrent itself.</summary>
internal sealed class TransferSlot
{
    private volatile ITransferThing? _shown;

    /// <summary>The torrent; null while it is searched for.</summary>
    public ITransferTorrent? Torrent => _shown as ITransferTorrent;

    /// <summary>What is shown; null while there is nothing to see.</summary>
    public ITransferThing? Thing => _shown;

    /// <summary>How it looks now; null while there is nothing to see.</summary>
    public TorrentSnapshot? Snapshot() => _shown?.Snapshot();

    /// <summary>From now on it is this.</summary>
    public void Show(ITransferThing thing) => _shown = thing;
}
