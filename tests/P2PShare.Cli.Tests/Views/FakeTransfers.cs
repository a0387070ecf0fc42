using P2PShare.Cli.Transfers;
using P2PShare.Engine;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Tests.Views;

/// <summary>A run of torrents that do what the test says.</summary>
internal sealed class FakeTransfers : ITransferControl
{
    private readonly List<TransferSlot> _slots = [];

    public IReadOnlyList<TransferSlot> Slots => _slots;

    public RateLimits Limits { get; } = new(TimeProvider.System);

    /// <summary>Whether the end was asked for.</summary>
    public bool IsStopped { get; private set; }

    public void Stop() => IsStopped = true;

    /// <summary>Adds one that looks like this, but for its name and hash.</summary>
    public FakeTorrent Add(string name, TorrentSnapshot? looks = null)
    {
        var metainfo = Some.Metainfo("torrent " + _slots.Count);
        var torrent = new FakeTorrent(metainfo, new TorrentOptions { ContentDirectory = "/" });
        torrent.Looks = (looks ?? torrent.Looks) with { InfoHashes = metainfo.InfoHashes, Name = name };
        torrent.Facts = torrent.Facts with { State = torrent.Looks.State };
        var slot = new TransferSlot();
        slot.Show(torrent);
        _slots.Add(slot);
        return torrent;
    }
}
