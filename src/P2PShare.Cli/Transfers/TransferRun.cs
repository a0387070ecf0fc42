using Microsoft.Extensions.Logging;
using P2PShare.Cli.Views;

namespace P2PShare.Cli.Transfers;

/// <summary>Gets or seeds torrents in one engine until each has ended: starts, shows, stops in order, reports.</summary>
internal sealed class TransferRun(CommandContext context, CommandOutput output, TransferSettings settings, ILoggerFactory logging)
{
    /// <summary>What shows it; null for what the printer's style asks for.</summary>
    public ITransferView? View { get; init; }

    /// <summary>Runs torrents that are all known from the beginning; their results are told at the end, in their order.</summary>
    /// <param name="requests">What to get or seed.</param>
    /// <param name="failed">What could not even begin, to be reported with the others.</param>
    /// <param name="stop">Asks for an orderly end.</param>
    public async Task<ExitCode> RunAsync(IReadOnlyList<TransferRequest> requests, IReadOnlyList<TransferResult> failed, CancellationToken stop)
    {
        var results = new List<TransferResult>();
        var code = await RunAsync(async intake =>
        {
            foreach (var result in failed)
            {
                intake.Report(result);
            }

            var handles = new List<TransferHandle>();
            foreach (var request in requests)
            {
                handles.Add(await intake.AddAsync(request));
            }

            results.AddRange([.. failed, .. await Task.WhenAll(handles.Select(handle => handle.Ended))]);
        }, results, stop);
        return code;
    }

    /// <summary>Runs torrents as they come, until there are no more and each has ended; each result is told when it is there.</summary>
    /// <param name="feed">Gives them, and ends when there are no more.</param>
    /// <param name="stop">Asks for an orderly end.</param>
    public Task<ExitCode> RunAsync(Func<TransferIntake, Task> feed, CancellationToken stop) => RunAsync(feed, atTheEnd: null, stop);

    private async Task<ExitCode> RunAsync(Func<TransferIntake, Task> feed, List<TransferResult>? atTheEnd, CancellationToken stop)
    {
        var view = View ?? (output.Style.Json ? new JsonTransferView(output, context.Time) : new TextTransferView(context, output));
        var intake = new TransferIntake(context, output, settings, logging, view, tellsAtOnce: atTheEnd is null, stop);
        try
        {
            await feed(intake);
        }
        finally
        {
            await intake.DisposeAsync();
            await view.EndAsync(atTheEnd ?? []);
        }

        return ExitCodes.Combine(intake.Codes);
    }
}
