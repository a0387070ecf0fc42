namespace P2PShare.Cli.Transfers;

/// <summary>Makes transfer requests of what the user named.</summary>
internal static class TransferItems
{
    /// <summary>
    /// Loads them in turn. One that was named alone and cannot be used ends the command; of several, it is a result among the others.
    /// </summary>
    /// <exception cref="CommandException">The only one cannot be used.</exception>
    public static async Task<(List<TransferRequest> Requests, List<TransferResult> Failed)> LoadAsync(
        IReadOnlyList<string> arguments,
        CommandOutput output,
        Func<string, CancellationToken, Task<TransferRequest>> load,
        CancellationToken cancellationToken)
    {
        var requests = new List<TransferRequest>();
        var failed = new List<TransferResult>();
        foreach (var argument in arguments)
        {
            try
            {
                requests.Add(await load(argument, cancellationToken));
            }
            catch (Exception exception) when (arguments.Count > 1 && exception is not OperationCanceledException)
            {
                output.Trace(exception);
                failed.Add(TransferResult.NotBegun(argument, App.ErrorOf(exception)));
            }
        }

        return (requests, failed);
    }
}
