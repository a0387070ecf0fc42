using P2PShare.Cli.Json;
using P2PShare.Net.Transport;

namespace P2PShare.Cli.Control;

/// <summary>Asks the processes that run with a state folder. What dead ones left there is taken away.</summary>
internal sealed class ControlClient(string stateDirectory)
{
    /// <summary>Longest answer that is read: tens of thousands of torrents.</summary>
    private const int MaxAnswerLength = 64 * 1024 * 1024;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Asks all; the answers, in the order of the process ids. Empty where none runs.</summary>
    public async Task<IReadOnlyList<(int ProcessId, ControlAnswer Answer)>> AskAllAsync(ControlRequest request, CancellationToken cancellationToken)
    {
        var answers = new List<(int ProcessId, ControlAnswer Answer)>();
        foreach (var (id, path) in new ControlFolder(stateDirectory).Sockets())
        {
            if (await AskAsync(path, request, cancellationToken) is { } answer)
            {
                answers.Add((id, answer));
            }
        }

        return answers;
    }

    /// <summary>Asks one process; null where it has gone, or does not answer in time.</summary>
    public Task<ControlAnswer?> AskAsync(int processId, ControlRequest request, CancellationToken cancellationToken) =>
        AskAsync(new ControlFolder(stateDirectory).SocketOf(processId), request, cancellationToken);

    private static async Task<ControlAnswer?> AskAsync(string path, ControlRequest request, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Patience);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        try
        {
            var stream = await LocalSockets.ConnectAsync(path, either.Token);
            if (stream is null)
            {
                // Nobody listens: its process died without taking it away.
                File.Delete(path);
                return null;
            }

            await using (stream)
            {
                await ControlLine.WriteAsync(stream, request, CliJson.Default.ControlRequest, either.Token);
                return await ControlLine.ReadAsync(stream, MaxAnswerLength, CliJson.Default.ControlAnswer, either.Token);
            }
        }
        catch (Exception exception) when (exception is IOException or NetException || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return null;
        }
    }
}
