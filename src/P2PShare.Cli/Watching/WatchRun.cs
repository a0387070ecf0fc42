using System.Collections.Concurrent;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Watching;

/// <summary>
/// Gets what appears in a folder. A file stays where it is while its torrent is got, lies in <c>done</c> while that is complete and seeded, goes to
/// <c>done/ended</c> when a stop condition is met, and to <c>failed</c> with the reason beside it when it failed: where it lies says what a restart does.
/// </summary>
/// <param name="context">The world.</param>
/// <param name="output">The printer.</param>
/// <param name="folder">The folder.</param>
/// <param name="toRequest">What is to be done with what a file holds; the flag says that it is complete already and is seeded only.</param>
/// <param name="seedsDone">Whether what is in <c>done</c> is seeded from the beginning.</param>
internal sealed class WatchRun(
    CommandContext context, CommandOutput output, WatchFolder folder, Func<TorrentInput, bool, TransferRequest> toRequest, bool seedsDone)
{
    private const string Done = "done";
    private const string Failed = "failed";
    private static readonly string Ended = Path.Join(Done, "ended");

    private readonly WatchedInput _input = new(context);
    private readonly ConcurrentDictionary<string, bool> _taken = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<Task, bool> _following = new();
    private string? _trouble;

    /// <summary>Whether something was told to stop before it was complete.</summary>
    public bool IsInterrupted { get; private set; }

    /// <summary>Feeds an engine with what appears, until it is to stop and everything has ended.</summary>
    /// <exception cref="CommandException">The engine cannot listen.</exception>
    public async Task FeedAsync(TransferIntake intake)
    {
        await intake.StartAsync();
        try
        {
            if (seedsDone)
            {
                await SeedDoneAsync(intake);
            }

            using var signal = new WatchSignal(folder.FullPath, context.Time);
            while (true)
            {
                await LookAsync(intake);
                await signal.WaitAsync(intake.Stop);
            }
        }
        catch (OperationCanceledException) when (intake.Stop.IsCancellationRequested)
        {
            await Task.WhenAll(_following.Keys);
        }
    }

    private async Task SeedDoneAsync(TransferIntake intake)
    {
        foreach (var file in folder.LookBelow(Done))
        {
            if (await TryReadAsync(file, intake) is { } input)
            {
                Follow(intake, file, () => toRequest(input, true), isDone: true);
            }
        }
    }

    private async Task LookAsync(TransferIntake intake)
    {
        foreach (var file in Look(intake))
        {
            // A link that is cut off may still be one; a torrent that is cut off is none.
            if ((file.IsSettled || (file.IsNews && !file.IsLink)) && await TryReadAsync(file, intake) is { } input)
            {
                Follow(intake, file, () => toRequest(input, false), isDone: false);
            }
        }
    }

    private IReadOnlyList<WatchedFile> Look(TransferIntake intake)
    {
        try
        {
            var files = folder.Look(_taken.ContainsKey);
            _trouble = null;
            return files;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            WarnOnce($"`{folder.FullPath}` cannot be read: {Causes.Of(exception)}", intake);
            return [];
        }
    }

    /// <summary>What the file holds; null where it holds nothing that can be used, which is its end once it has settled.</summary>
    private async Task<TorrentInput?> TryReadAsync(WatchedFile file, TransferIntake intake)
    {
        try
        {
            return await _input.ReadAsync(file, intake.Stop);
        }
        catch (CommandException exception)
        {
            if (file.IsSettled)
            {
                _taken[file.Name] = true;
                intake.Report(TransferResult.NotBegun(file.Name, exception.Error));
                Fail(file.Path, file.Name, exception.Error, intake);
            }

            return null;
        }
    }

    private void Follow(TransferIntake intake, WatchedFile file, Func<TransferRequest> toRequest, bool isDone)
    {
        if (!isDone)
        {
            _taken[file.Name] = true;
        }

        var following = FollowAsync(intake, file, toRequest, isDone);
        _following[following] = true;
        _ = following.ContinueWith(ended => _following.TryRemove(ended, out _), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private async Task FollowAsync(TransferIntake intake, WatchedFile file, Func<TransferRequest> toRequest, bool isDone)
    {
        var path = file.Path;
        TransferHandle handle;
        try
        {
            handle = await intake.AddAsync(toRequest());
        }
        catch (CommandException exception)
        {
            intake.Report(TransferResult.NotBegun(file.Name, exception.Error));
            Fail(path, file.Name, exception.Error, intake);
            return;
        }

        if (await handle.Complete && !isDone)
        {
            path = Move(path, file.Name, Done, intake) ?? path;
        }

        var result = await handle.Ended;
        if (result.Error is { Code: ExitCode.Interrupted })
        {
            IsInterrupted = true;
        }
        else if (result.Error is { } error)
        {
            Fail(path, file.Name, error, intake);
        }
        else if (seedsDone && !intake.Stop.IsCancellationRequested)
        {
            Move(path, file.Name, Ended, intake);
        }
    }

    private void Fail(string path, string name, UserError error, TransferIntake intake)
    {
        if (Move(path, name, Failed, intake) is { } moved)
        {
            try
            {
                WatchFolder.Explain(moved, error);
            }
            catch (CommandException exception)
            {
                intake.Warn(exception.Error.Message);
            }
        }
    }

    /// <summary>Moves a file; null where that cannot be, and then it is left alone from now on.</summary>
    private string? Move(string path, string name, string target, TransferIntake intake)
    {
        var isIncoming = Path.GetDirectoryName(path) == folder.FullPath;
        try
        {
            var moved = folder.Move(path, target);
            if (isIncoming)
            {
                _taken.TryRemove(name, out _);
            }

            if (moved is not null)
            {
                output.Say($"{name}: moved to {Path.GetRelativePath(folder.FullPath, moved)}");
                output.Document(new MovedEvent(TorrentDocuments.Moment(context.Time.GetUtcNow()), name, moved));
            }

            return moved;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            intake.Warn($"{name}: cannot be moved to `{target}`: {Causes.Of(exception)}");
        }

        return null;
    }

    private void WarnOnce(string trouble, TransferIntake intake)
    {
        if (_trouble != trouble)
        {
            _trouble = trouble;
            intake.Warn(trouble);
        }
    }
}
