using P2PShare.Cli.Transfers;

namespace P2PShare.Cli.Batches;

/// <summary>Does the tasks of a batch side by side, a few at a time. One that fails keeps none of the others from being done.</summary>
internal sealed class BatchRun(IReadOnlyList<BatchTask> tasks, int jobs, CommandOutput output)
{
    /// <summary>Feeds them to an engine; ends when the last has begun to seed or has its result.</summary>
    public Task FeedAsync(TransferIntake intake) =>
        Parallel.ForEachAsync(tasks, new ParallelOptions { MaxDegreeOfParallelism = jobs }, async (task, _) => await DoAsync(task, intake));

    private async Task DoAsync(BatchTask task, TransferIntake intake)
    {
        UserError error;
        try
        {
            intake.Stop.ThrowIfCancellationRequested();
            await task.Work(intake);
            return;
        }
        catch (OperationCanceledException) when (intake.Stop.IsCancellationRequested)
        {
            error = UserError.Interrupted($"`{task.Argument}`");
        }
#pragma warning disable CA1031 // The others are still to be done.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = App.ErrorOf(exception);
            output.Trace(exception);
        }

        intake.Report(TransferResult.NotBegun(task.Argument, error) with { Action = task.Action });
    }
}
