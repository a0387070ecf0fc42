using System.CommandLine;

namespace P2PShare.Cli.Batches;

/// <summary>A command whose work a batch can do beside others.</summary>
internal interface IBatchable
{
    /// <summary>Its options that hold for a whole run, and so are the batch's.</summary>
    IReadOnlyList<Option> OfRun { get; }

    /// <summary>Its options that mean nothing in a batch.</summary>
    IReadOnlyList<Option> Unfit { get; }

    /// <summary>What there is to do. Nothing is done yet.</summary>
    /// <param name="parsed">The command line that an item stands for.</param>
    /// <param name="setting">Where it is done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandException">Options make no sense.</exception>
    Task<IReadOnlyList<BatchTask>> PlanAsync(ParseResult parsed, BatchSetting setting, CancellationToken cancellationToken);
}

/// <summary>Where a batch's items are done.</summary>
/// <param name="Context">The world, in which relative paths start at the manifest.</param>
/// <param name="Output">Prints what is made on the way, with no progress.</param>
/// <param name="StateDirectory">Absolute.</param>
internal sealed record BatchSetting(CommandContext Context, CommandOutput Output, string StateDirectory);
