using P2PShare.Engine.Peers;
using P2PShare.Engine.Torrents;

namespace P2PShare.Cli.Transfers;

/// <summary>How it went with one torrent.</summary>
/// <param name="Argument">How the user called it.</param>
/// <param name="Item">What it is; null where it could not even be read.</param>
/// <param name="Outcome">For scripts, in snake_case.</param>
/// <param name="Error">Why it failed; null where it did not.</param>
/// <param name="Snapshot">How it looked last; null where it never began.</param>
internal sealed record TransferResult(string Argument, TransferItem? Item, string Outcome, UserError? Error, TorrentSnapshot? Snapshot)
{
    private const string NotStarted = "not_started";

    /// <summary>Who gave and took most.</summary>
    public IReadOnlyList<PeerTotal> Peers { get; init; } = [];

    /// <summary>What the program would exit with for this one alone.</summary>
    public ExitCode Code => Error?.Code ?? ExitCode.Done;

    /// <summary>The error where it is worth a line for people: that many were not reached when the end was asked for is not.</summary>
    public UserError? ErrorToTell => this is { Outcome: NotStarted, Code: ExitCode.Interrupted } ? null : Error;

    /// <summary>How long it took.</summary>
    public TimeSpan Elapsed { get; init; } = Snapshot?.Elapsed ?? TimeSpan.Zero;

    /// <summary>The file or folder that came of it; null where nothing did.</summary>
    public string? Path { get; init; } = Item?.ContentPath;

    /// <summary>What was asked: <c>create</c>, <c>get</c>, <c>seed</c>; null where all were asked the same.</summary>
    public string? Action { get; init; }

    /// <summary>One that never began.</summary>
    public static TransferResult NotBegun(string argument, UserError error, TransferItem? item = null) =>
        new(argument, item, NotStarted, error, Snapshot: null);
}
