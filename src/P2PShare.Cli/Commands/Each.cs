using P2PShare.Cli.Json;

namespace P2PShare.Cli.Commands;

/// <summary>Does one thing after another. Where several were asked, one that fails does not keep the others from being done.</summary>
internal static class Each
{
    /// <summary>Does them all, then prints their documents as one.</summary>
    /// <param name="arguments">What was asked, at least one.</param>
    /// <param name="output">The printer.</param>
    /// <param name="work">Does one and returns what is printed of it with <c>--json</c>.</param>
    /// <param name="cancellationToken">Ends it between two and within one.</param>
    public static async Task<ExitCode> RunAsync(
        IReadOnlyList<string> arguments, CommandOutput output, Func<string, CancellationToken, Task<object>> work, CancellationToken cancellationToken)
    {
        if (arguments is [var only])
        {
            output.Document(await work(only, cancellationToken));
            return ExitCode.Done;
        }

        var documents = new List<object>(arguments.Count);
        foreach (var argument in arguments)
        {
            documents.Add(await TryAsync(argument, output, work, cancellationToken));
        }

        output.DocumentList(documents);
        return ExitCodes.Combine([.. documents.Select(document => document is ErrorEvent error ? (ExitCode)error.Code : ExitCode.Done)]);
    }

    private static async Task<object> TryAsync(
        string argument, CommandOutput output, Func<string, CancellationToken, Task<object>> work, CancellationToken cancellationToken)
    {
        try
        {
            return await work(argument, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
#pragma warning disable CA1031 // The others are still to be done.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            var error = App.ErrorOf(exception);
            output.Tell(error);
            output.Trace(exception);
            return output.ErrorDocument(error, argument);
        }
    }
}
