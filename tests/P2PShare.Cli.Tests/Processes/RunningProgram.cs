using System.Diagnostics;
using System.Globalization;
using System.Text;
using P2PShare.Testing;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>The built program as a process of its own, killed when the test is over.</summary>
internal sealed class RunningProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _output = new();
    private readonly StringBuilder _error = new();

    private RunningProgram(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Append(_output, line.Data);
        _process.ErrorDataReceived += (_, line) => Append(_error, line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Standard output so far.</summary>
    public string Output => Read(_output);

    /// <summary>Standard error so far.</summary>
    public string Error => Read(_error);

    /// <summary>What a shell calls the program by.</summary>
    public static string InShell { get; } = $"\"{Host}\" \"{Program}\"";

    private static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    private static string Program => Path.Combine(AppContext.BaseDirectory, "p2pshare.dll");

    /// <summary>Starts it in a folder, which also keeps its state.</summary>
    public static RunningProgram Start(TemporaryDirectory folder, params string[] arguments) => Start(folder, Host, [Program, .. arguments]);

    /// <summary>Starts a command line of a shell, in which <c>p2pshare</c> is the program, in a folder that also keeps its state.</summary>
    public static RunningProgram StartShell(TemporaryDirectory folder, string commandLine) =>
        Start(folder, "sh", ["-c", $"p2pshare() {{ {InShell} \"$@\"; }}\n{commandLine}"]);

    private static RunningProgram Start(TemporaryDirectory folder, string program, IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo(program)
        {
            WorkingDirectory = folder.Path,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        start.Environment["P2PSHARE_STATE_DIR"] = folder["state"];
        start.Environment["P2PSHARE_NO_DHT"] = "true";
        start.Environment["P2PSHARE_NO_LSD"] = "true";
        start.Environment["XDG_CONFIG_HOME"] = folder["config"];
        return new RunningProgram(start);
    }

    /// <summary>Waits until it has printed something on standard output, or ended.</summary>
    public Task PrintsAsync(string text) => Eventually.Is(() => Output.Contains(text, StringComparison.Ordinal) || _process.HasExited, text);

    /// <summary>Sends a signal: <c>INT</c>, <c>TERM</c>.</summary>
    public void Signal(string name)
    {
        using var kill = Process.Start("kill", ["-" + name, _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Ends it as a loss of power would.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await Eventually.Completes(_process.WaitForExitAsync());
    }

    /// <summary>Waits until it has a file open, or ended.</summary>
    public Task OpensAsync(string path) => Eventually.Is(() => _process.HasExited || Directory.EnumerateFileSystemEntries($"/proc/{_process.Id}/fd")
        .Any(file => new FileInfo(file).LinkTarget == path));

    /// <summary>Waits for its end; the exit code.</summary>
    public async Task<ExitCode> EndsAsync()
    {
        await Eventually.Completes(_process.WaitForExitAsync());
        return (ExitCode)_process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        _process.Dispose();
    }

    private static void Append(StringBuilder text, string? line)
    {
        if (line is not null)
        {
            lock (text)
            {
                text.Append(line).Append('\n');
            }
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }
}
