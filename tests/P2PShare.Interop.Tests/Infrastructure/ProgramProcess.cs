using System.Diagnostics;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>A program that a test started, with all that it says. Disposing it ends it.</summary>
internal sealed class ProgramProcess : IAsyncDisposable
{
    private static readonly TimeSpan GoodbyeLimit = TimeSpan.FromSeconds(15);

    private readonly Lock _gate = new();
    private readonly List<string> _results = [];
    private readonly List<string> _all = [];
    private readonly Process _process;
    private readonly Task _reading;
    private TaskCompletionSource _news = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _ended;

    private ProgramProcess(string name, Process process)
    {
        Name = name;
        _process = process;
        _process.StandardInput.Close();
        _reading = ReadAllAsync();
    }

    /// <summary>For messages.</summary>
    public string Name { get; }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    /// <summary>Everything said so far, standard error included.</summary>
    public string Output
    {
        get
        {
            lock (_gate)
            {
                return string.Join('\n', _all);
            }
        }
    }

    /// <summary>The lines of standard output so far.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_gate)
            {
                return [.. _results];
            }
        }
    }

    /// <summary>The most memory it ever held, in bytes: <c>VmHWM</c>. Null once it has ended.</summary>
    public long? PeakMemory
    {
        get
        {
            try
            {
                var line = File.ReadLines($"/proc/{Id}/status").FirstOrDefault(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                return line is null ? null : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]) * 1024;
            }
            catch (IOException)
            {
                return null;
            }
        }
    }

    public static ProgramProcess Start(
        string name,
        string program,
        IEnumerable<string> arguments,
        NetworkNamespace? network = null,
        IReadOnlyDictionary<string, string>? environment = null,
        string? workingDirectory = null)
    {
        var path = File.Exists(program) ? program : Machine.Find(program) ?? throw new InvalidOperationException($"{program} is not installed");
        var (file, all) = network is null ? (path, [.. arguments]) : network.Enter(path, arguments);
        var start = new ProcessStartInfo(file, all)
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = workingDirectory ?? "",
        };
        foreach (var (key, value) in environment ?? new Dictionary<string, string>())
        {
            start.Environment[key] = value;
        }

        return new ProgramProcess(name, Process.Start(start)!);
    }

    /// <summary>Runs a program to its end and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It did not exit with 0.</exception>
    public static async Task<string> RunAsync(string program, IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        await using var process = Start(program, program, arguments);
        var code = await process.WaitForExitAsync(cancellationToken);
        return code == 0 ? string.Join('\n', process.Lines) : throw new InvalidOperationException($"{program} exited with {code}:\n{process.Output}");
    }

    /// <summary>The first line of standard output, from the beginning, that matches.</summary>
    /// <exception cref="InvalidOperationException">It ended without one.</exception>
    public async Task<string> WaitForLineAsync(Func<string, bool> matches, CancellationToken cancellationToken)
    {
        for (var next = 0; ;)
        {
            Task news;
            lock (_gate)
            {
                for (; next < _results.Count; next++)
                {
                    if (matches(_results[next]))
                    {
                        return _results[next];
                    }
                }

                if (_ended)
                {
                    throw new InvalidOperationException($"{Name} ended before it said what was waited for:\n{string.Join('\n', _all)}");
                }

                news = _news.Task;
            }

            await news.WaitAsync(cancellationToken);
        }
    }

    /// <summary>Waits for its end and for the last of its words.</summary>
    public async Task<int> WaitForExitAsync(CancellationToken cancellationToken)
    {
        await _process.WaitForExitAsync(cancellationToken);
        await _reading.WaitAsync(cancellationToken);
        return _process.ExitCode;
    }

    /// <summary>Ends it at once, as a power cut would.</summary>
    public async Task KillAsync(CancellationToken cancellationToken)
    {
        _process.Kill();
        await WaitForExitAsync(cancellationToken);
    }

    /// <summary>Asks it to end and returns its exit code; ends it where it does not.</summary>
    public async Task<int> StopAsync()
    {
        if (!HasExited)
        {
            NativeMethods.Kill(Id, NativeMethods.SignalTerminate);
        }

        using var limit = new CancellationTokenSource(GoodbyeLimit);
        try
        {
            return await WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
            return await WaitForExitAsync(CancellationToken.None);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        _process.Dispose();
    }

    private async Task ReadAllAsync()
    {
        await Task.WhenAll(ReadAsync(_process.StandardOutput, isResult: true), ReadAsync(_process.StandardError, isResult: false));
        lock (_gate)
        {
            _ended = true;
            _news.TrySetResult();
        }
    }

    private async Task ReadAsync(StreamReader reader, bool isResult)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            lock (_gate)
            {
                _all.Add(line);
                if (isResult)
                {
                    _results.Add(line);
                    _news.TrySetResult();
                    _news = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                }
            }
        }
    }
}
