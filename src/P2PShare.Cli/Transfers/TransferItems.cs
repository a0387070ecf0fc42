namespace P2PShare.Cli.Transfers;

/// <summary>Makes transfer requests of what the user named.</summary>
internal static class TransferItems
{
    /// <summary>Loads them in turn. One that cannot be used is a result among the others; so are those that were not reached when the end was asked for.</summary>
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
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                failed.Add(TransferResult.NotBegun(argument, UserError.Interrupted($"`{argument}`")));
            }
#pragma warning disable CA1031 // The others are still to be loaded.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                output.Trace(exception);
                failed.Add(TransferResult.NotBegun(argument, App.ErrorOf(exception)));
            }
        }

        return (requests, failed);
    }
}
