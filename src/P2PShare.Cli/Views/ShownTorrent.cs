using P2PShare.Cli.Transfers;
using P2PShare.Engine.Torrents;
using Spectre.Console;

namespace P2PShare.Cli.Views;

/// <summary>A torrent as it is shown.</summary>
/// <param name="Slot">Its place among the others.</param>
/// <param name="Snapshot">How it looks.</param>
internal sealed record ShownTorrent(TransferSlot Slot, TorrentSnapshot Snapshot)
{
    /// <summary>What holds it up; null where that is not asked.</summary>
    public string? Why { get; init; }

    /// <summary>Whether keys are for this one.</summary>
    public bool IsSelected { get; init; }

    /// <summary>Whether something moves, or should.</summary>
    public bool IsActive => Snapshot.DownloadRate + Snapshot.UploadRate > 0 || Snapshot.State is TorrentState.Checking or TorrentState.Downloading or TorrentState.FetchingMetadata;

    /// <summary>Whether nothing comes that should.</summary>
    public bool IsStuck => Snapshot is { DownloadRate: 0, State: TorrentState.Downloading or TorrentState.FetchingMetadata };

    /// <summary>The colour of what it is doing.</summary>
    public Style Style => Snapshot.State switch
    {
        TorrentState.Seeding => new Style(Color.Green),
        TorrentState.Checking or TorrentState.FetchingMetadata => new Style(Color.Yellow),
        TorrentState.Downloading => new Style(Color.Blue),
        _ => ScreenLine.Dim,
    };
}
