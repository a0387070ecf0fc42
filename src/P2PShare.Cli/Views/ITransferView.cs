using System.Net;
using P2PShare.Cli.Transfers;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Views;

/// <summary>Shows what goes on while torrents are got or seeded. Calls come one at a time, in the order of what happened.</summary>
internal interface ITransferView
{
    /// <summary>The engine listens.</summary>
    void Listening(IReadOnlyList<IPEndPoint> addresses);

    /// <summary>From now on it may be looked at and steered.</summary>
    void Begin(ITransferControl control);

    /// <summary>A link was added, whose torrent is to be found.</summary>
    void Searching(TransferRequest.Link link);

    /// <summary>A torrent was added; where it was searched for, it has been found.</summary>
    void Added(TransferItem item);

    /// <summary>The engine has something to tell; the item is null where it is about no torrent.</summary>
    void Happened(EngineEvent fact, TransferItem? item);

    /// <summary>Whether <see cref="Progress"/> makes use of what it is given. Where nobody sees it, thousands of torrents are not looked at each second.</summary>
    bool UsesSnapshots { get; }

    /// <summary>A second has passed.</summary>
    /// <param name="snapshots">How all torrents look; any of them or none where <see cref="UsesSnapshots"/> is false.</param>
    void Progress(IReadOnlyList<TorrentSnapshot> snapshots);

    /// <summary>A warning of the command's own.</summary>
    /// <param name="sentence">What is wrong.</param>
    /// <param name="infoHash">The torrent that it is about, as in events; null where it is about none.</param>
    void Warn(string sentence, string? infoHash = null);

    /// <summary>The last word on one torrent, where that is told before the end.</summary>
    void Result(TransferResult result);

    /// <summary>The end was asked for.</summary>
    void Stopping();

    /// <summary>The last word on all torrents whose result has not been shown. Nothing is shown after it.</summary>
    ValueTask EndAsync(IReadOnlyList<TransferResult> results);
}
