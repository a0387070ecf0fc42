using P2PShare.Cli.Json;
using P2PShare.Net.Transport;

namespace P2PShare.Cli.Control;

/// <summary>
/// Answers other processes of the same user through the socket of this one: a line each way a connection. Whoever is slow, says too much or
/// what makes no sense is left. Disposing it takes the socket away.
/// </summary>
internal sealed class ControlServer : IAsyncDisposable
{
    /// <summary>Longest request in bytes: thousands of info-hashes.</summary>
    public const int MaxRequestLength = 256 * 1024;

    /// <summary>Who is listened to at once; others wait.</summary>
    private const int MaxClients = 8;

    /// <summary>How long one may take, all in all.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly LocalListener _listener;
    private readonly ControlDesk _desk;
    private readonly TimeProvider _time;
    private readonly SemaphoreSlim _places = new(MaxClients);
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly HashSet<Task> _serving = [];
    private readonly Task _accepting;

    private ControlServer(LocalListener listener, ControlDesk desk, TimeProvider time)
    {
        _listener = listener;
        _desk = desk;
        _time = time;
        _accepting = AcceptAsync();
    }

    /// <summary>Opens the socket of this process. Null where that cannot be done, which is said and ends nothing.</summary>
    public static ControlServer? TryOpen(string stateDirectory, ControlDesk desk, TimeProvider time, Action<string> warn)
    {
        if (!LocalSockets.IsSupported)
        {
            return null;
        }

        try
        {
            var folder = new ControlFolder(stateDirectory);
            folder.Prepare(Environment.ProcessId);
            return new ControlServer(LocalSockets.Listen(folder.SocketOf(Environment.ProcessId)), desk, time);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or NetException)
        {
            warn($"`p2pshare why`, `status`, `pause`, `limit` and `stop` cannot reach this process: {exception.Message}");
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _listener.DisposeAsync();
        await _ending.CancelAsync();
        await _accepting;
        Task[] serving;
        lock (_lock)
        {
            serving = [.. _serving];
        }

        await Task.WhenAll(serving);
        _places.Dispose();
        _ending.Dispose();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                await _places.WaitAsync(_ending.Token);
                if (await AcceptOneAsync() is not { } client)
                {
                    return;
                }

                Serve(client);
            }
        }
        catch (OperationCanceledException)
        {
            // It ends.
        }
    }

    private async Task<Stream?> AcceptOneAsync()
    {
        while (true)
        {
            try
            {
                return await _listener.AcceptAsync(_ending.Token);
            }
            catch (NetException)
            {
                // No room for another descriptor: there may be later.
                await Task.Delay(TimeSpan.FromSeconds(1), _time, _ending.Token);
            }
        }
    }

    private void Serve(Stream client)
    {
        lock (_lock)
        {
            _serving.RemoveWhere(static task => task.IsCompleted);
            _serving.Add(ServeAsync(client));
        }
    }

    private async Task ServeAsync(Stream client)
    {
        // Away from who accepts.
        await Task.Yield();
        using var deadline = new CancellationTokenSource(Patience, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _ending.Token);
        try
        {
            await using (client)
            {
                if (await ControlLine.ReadAsync(client, MaxRequestLength, CliJson.Default.ControlRequest, either.Token) is { } request
                    && _desk.Answer(request) is { } answer)
                {
                    // Even at the end: whoever asked for that waits to be told.
                    await ControlLine.WriteAsync(client, answer, CliJson.Default.ControlAnswer, deadline.Token);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // It has gone, or was too slow.
        }
        finally
        {
            _places.Release();
        }
    }
}
