using System.Globalization;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Transfers;

/// <summary>
/// Runs the commands of <c>--on-complete</c> and <c>--on-error</c>, a few at a time, each once for a torrent. One that fails is a warning.
/// Nothing of a torrent gets into the command itself: what is to be told stands in variables. May be called from any thread.
/// </summary>
/// <param name="context">The world.</param>
/// <param name="settings">Names the commands.</param>
/// <param name="say">Takes lines that a command prints.</param>
/// <param name="warn">Takes what went wrong, and with which torrent.</param>
internal sealed class HookRun(CommandContext context, TransferSettings settings, Action<string> say, Action<string, string?> warn) : IAsyncDisposable
{
    private const int MostAtOnce = 4;
    private const int LongestLine = 1000;

    /// <summary>How long the program's end waits for commands that still run.</summary>
    public static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(60);

    private readonly SemaphoreSlim _turns = new(MostAtOnce);
    private readonly CancellationTokenSource _kill = new();
    private readonly Lock _lock = new();
    private readonly HashSet<string> _completed = new(StringComparer.Ordinal);
    private readonly List<Task> _running = [];

    /// <summary>A torrent is complete.</summary>
    public void Complete(TransferItem item)
    {
        bool isFirst;
        lock (_lock)
        {
            isFirst = _completed.Add(item.Metainfo.InfoHashes.Key);
        }

        if (isFirst)
        {
            Run(settings.OnComplete, new TransferResult(item.Argument, item, "completed", Error: null, Snapshot: null));
        }
    }

    /// <summary>A torrent has ended. To be told to stop is no error.</summary>
    public void End(TransferResult result)
    {
        switch (result)
        {
            case { Error: null, Action: "create" }:
                Run(settings.OnComplete, result);
                break;
            case { Error: null, Item: { } item } when !(item.Settings ?? settings).SeedOnly:
                // It was told already, unless so much happened that it was left out.
                Complete(item);
                break;
            case { Error.Code: not ExitCode.Interrupted }:
                Run(settings.OnError, result);
                break;
        }
    }

    /// <summary>Waits for those that run, and ends those that take too long.</summary>
    public async ValueTask DisposeAsync()
    {
        Task all;
        lock (_lock)
        {
            all = Task.WhenAll(_running);
        }

        try
        {
            await all.WaitAsync(EndLimit, context.Time);
        }
        catch (TimeoutException)
        {
            await _kill.CancelAsync();
            await all;
        }

        _kill.Dispose();
        _turns.Dispose();
    }

    private void Run(Hook? hook, TransferResult result)
    {
        if (hook is not null)
        {
            lock (_lock)
            {
                _running.RemoveAll(task => task.IsCompleted);
                _running.Add(Task.Run(() => RunAsync(hook, result)));
            }
        }
    }

    private async Task RunAsync(Hook hook, TransferResult result)
    {
        var name = Path.GetFileName(hook.Path);
        try
        {
            await _turns.WaitAsync(_kill.Token);
            try
            {
                var call = new ProgramCall(hook.Path, hook.Arguments, VariablesOf(result), context.WorkingDirectory);
                var code = await context.Services.RunProgram(call, line => say($"{name}: {line[..Math.Min(line.Length, LongestLine)]}"), _kill.Token);
                if (code != 0)
                {
                    Warn(string.Create(CultureInfo.InvariantCulture, $"`{name}` of {hook.Option} failed with exit code {code}"));
                }
            }
            finally
            {
                _turns.Release();
            }
        }
        catch (OperationCanceledException)
        {
            Warn($"`{name}` of {hook.Option} took longer than {Units.Duration(EndLimit)} after the end, and was ended");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Warn($"`{name}` of {hook.Option} cannot be run: {Causes.Of(exception)}");
        }

        void Warn(string sentence) => warn($"{result.Item?.Name ?? result.Argument}: {sentence}", result.Item?.Metainfo.InfoHashes.Key);
    }

    private static Dictionary<string, string> VariablesOf(TransferResult result)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["NAME"] = result.Item?.Name ?? "",
            ["PATH"] = result.Path ?? "",
            ["INFO_HASH"] = result.Item?.Metainfo.InfoHashes.Key ?? "",
            ["OUTCOME"] = result.Outcome,
            ["CODE"] = ((int)result.Code).ToString(CultureInfo.InvariantCulture),
            ["BYTES"] = BytesOf(result).ToString(CultureInfo.InvariantCulture),
            ["ERROR"] = result.Error?.Message ?? "",
            ["ARGUMENT"] = result.Argument,
        };

        // A NUL ends a variable, and escapes would reach the terminal of whoever prints one.
        return variables.ToDictionary(variable => "P2PSHARE_TORRENT_" + variable.Key, variable => Printable.Line(variable.Value), StringComparer.Ordinal);
    }

    /// <summary>Bytes of what was wanted that are there.</summary>
    private static long BytesOf(TransferResult result) => result switch
    {
        { Snapshot: { } snapshot } => snapshot.BytesDone,
        { Error: null, Item: { } item } => item.Metainfo.Files.Index()
            .Where(file => !file.Item.IsPadding && item.SelectedFiles?.Contains(file.Index) != false)
            .Sum(file => file.Item.Length),
        _ => 0,
    };
}
