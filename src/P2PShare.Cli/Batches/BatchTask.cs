using P2PShare.Cli.Transfers;

namespace P2PShare.Cli.Batches;

/// <summary>One thing that a batch does, with one result.</summary>
/// <param name="Action"><c>create</c>, <c>get</c> or <c>seed</c>.</param>
/// <param name="Argument">What that is done with, as the user called it.</param>
/// <param name="Work">
/// Does it and ends when the next may begin, which for a torrent is when it is complete. Gives the intake its result, or throws what is to be one.
/// </param>
internal sealed record BatchTask(string Action, string Argument, Func<TransferIntake, Task> Work)
{
    /// <summary>A torrent that is loaded first, and then got or seeded.</summary>
    public static BatchTask Transfer(string action, string argument, Func<CancellationToken, Task<TransferRequest>> load) => new(action, argument, async intake =>
    {
        var handle = await intake.AddAsync(await load(intake.Stop) with { Action = action });
        await handle.Complete;
    });
}
