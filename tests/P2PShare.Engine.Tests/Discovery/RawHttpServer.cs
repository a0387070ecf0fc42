using System.Text;
using P2PShare.Net.Transport;

namespace P2PShare.Engine.Tests.Discovery;

/// <summary>Reads a request from each connection, lets a script answer with bytes of any kind, and closes.</summary>
internal sealed class RawHttpServer : IAsyncDisposable
{
    private readonly IConnectionListener _listener;
    private readonly Func<string, Reply, Task> _script;
    private readonly CancellationTokenSource _ending = new();
    private readonly Lock _lock = new();
    private readonly List<string> _requests = [];
    private readonly List<Task> _running = [];
    private readonly Task _accepting;

    public RawHttpServer(IConnectionListener listener, Func<string, Reply, Task> script)
    {
        _listener = listener;
        _script = script;
        _accepting = AcceptAsync();
    }

    /// <summary>The heads of the requests that came.</summary>
    public IReadOnlyList<string> Requests
    {
        get
        {
            lock (_lock)
            {
                return [.. _requests];
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync();
        await _listener.DisposeAsync();
        await _accepting;
        await Task.WhenAll(_running);
    }

    private async Task AcceptAsync()
    {
        while (await _listener.AcceptAsync(CancellationToken.None) is { } connection)
        {
            _running.Add(ServeAsync(connection));
        }
    }

    private async Task ServeAsync(IConnection connection)
    {
        await using (connection)
        {
            var head = new StringBuilder();
            var buffer = new byte[4096];
            while (!head.ToString().Contains("\r\n\r\n", StringComparison.Ordinal))
            {
                var read = await connection.ReceiveAsync(buffer, CancellationToken.None);
                if (read == 0)
                {
                    return;
                }

                head.Append(Encoding.Latin1.GetString(buffer, 0, read));
            }

            lock (_lock)
            {
                _requests.Add(head.ToString());
            }

            await _script(head.ToString(), new Reply(connection, _ending.Token));
        }
    }

    /// <summary>The way back to the client.</summary>
    internal sealed class Reply(IConnection connection, CancellationToken ending)
    {
        public async Task<bool> SendAsync(ReadOnlyMemory<byte> bytes)
        {
            try
            {
                return await connection.SendAsync(bytes, ending);
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        public Task<bool> SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

        /// <summary>Says nothing for as long as the client waits.</summary>
        public async Task WaitForEndAsync()
        {
            try
            {
                while (await connection.ReceiveAsync(new byte[1], ending) > 0)
                {
                }
            }
            catch (OperationCanceledException)
            {
                // The test has ended.
            }
        }
    }
}
