using P2PShare.Cli.Json;

namespace P2PShare.Cli.Commands;

/// <summary>Does one thing after another. Where several were asked, one that fails does not keep the others from being done.</summary>
internal static class Each
{
    /// <summary>Does them all, and prints their documents as one.</summary>
    /// <param name="arguments">What was asked, at least one.</param>
    /// <param name="output">The printer.</param>
    /// <param name="work">Does one and returns what is printed of it with <c>--json</c>.</param>
    /// <param name="cancellationToken">Ends it between two and within one.</param>
    public static Task<ExitCode> RunAsync(
        IReadOnlyList<string> arguments, CommandOutput output, Func<string, CancellationToken, Task<object>> work, CancellationToken cancellationToken) =>
        RunAsync(arguments, output, async (argument, token) => new EachResult(await work(argument, token), ExitCode.Done), cancellationToken);

    /// <summary>Does them all, each with a code of its own, and prints their documents as one.</summary>
    public static async Task<ExitCode> RunAsync(
        IReadOnlyList<string> arguments, CommandOutput output, Func<string, CancellationToken, Task<EachResult>> work, CancellationToken cancellationToken)
    {
        if (arguments is [var only])
        {
            var (document, code) = await work(only, cancellationToken);
            output.Document(document);
            return code;
        }

        var list = new DocumentList(output);
        var codes = new List<ExitCode>(arguments.Count);
        foreach (var argument in arguments)
        {
            var (document, code) = await TryAsync(argument, output, work, cancellationToken);
            list.Add(document);
            codes.Add(code);
            if (code == ExitCode.Interrupted)
            {
                break;
            }
        }

        list.End();
        return ExitCodes.Combine(codes);
    }

    private static async Task<EachResult> TryAsync(
        string argument, CommandOutput output, Func<string, CancellationToken, Task<EachResult>> work, CancellationToken cancellationToken)
    {
        UserError error;
        try
        {
            return await work(argument, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            error = UserError.Interrupted($"`{argument}`");
        }
#pragma warning disable CA1031 // The others are still to be done.
        catch (Exception exception)
#pragma warning restore CA1031
        {
            error = App.ErrorOf(exception);
            output.Trace(exception);
        }

        output.Tell(error);
        return new EachResult(output.ErrorDocument(error, argument), error.Code);
    }
}

/// <summary>What came of one thing.</summary>
/// <param name="Document">What is printed of it with <c>--json</c>.</param>
/// <param name="Code">What the program would exit with for this one alone.</param>
internal readonly record struct EachResult(object Document, ExitCode Code);
