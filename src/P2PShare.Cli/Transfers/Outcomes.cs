using System.Text.Json;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Transfers;

/// <summary>The one place that says what the end of a torrent means for the user.</summary>
internal static class Outcomes
{
    /// <summary>The result of a torrent that has ended.</summary>
    public static TransferResult Of(TransferItem item, TransferSettings settings, TorrentResult result) =>
        new(item.Argument, item, Name(result.Outcome), ErrorOf(item, settings, result), result.Snapshot) { Peers = result.Peers };

    /// <summary>An outcome for scripts.</summary>
    public static string Name(TorrentOutcome outcome) => JsonNamingPolicy.SnakeCaseLower.ConvertName(outcome.ToString());

    private static UserError? ErrorOf(TransferItem item, TransferSettings settings, TorrentResult result) => result.Outcome switch
    {
        TorrentOutcome.Completed => null,
        // Who seeds a part has nothing to complete: being told to stop is the end that was asked for.
        TorrentOutcome.Interrupted when settings is { SeedOnly: true, Partial: true } => null,
        TorrentOutcome.Interrupted => UserError.Interrupted($"`{item.Name}`"),
        TorrentOutcome.GaveUp => UserError.TimedOut(item.Name, result.Message ?? "it took too long"),
        TorrentOutcome.StorageFailed => UserError.StorageFailed(result.Message ?? $"the disk refused the content of `{item.Name}`"),
        TorrentOutcome.Incomplete => UserError.ContentMissing(
            item.Name, item.ContentDirectory, $"{Units.Size(result.Snapshot.BytesDone)} of {Units.Size(result.Snapshot.BytesTotal)}"),
        _ => UserError.Bug(result.Message ?? $"`{item.Name}` ended without a reason"),
    };
}
