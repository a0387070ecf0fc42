using System.Diagnostics;
using System.Text;
using P2PShare.Testing;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>The built program in a shell in a terminal of its own, which <c>script</c> makes.</summary>
internal sealed class TerminalProgram : IDisposable
{
    private readonly Process _process;
    private readonly StringBuilder _shown = new();
    private readonly Task _reading;

    private TerminalProgram(ProcessStartInfo start)
    {
        _process = Process.Start(start)!;
        _reading = ReadAsync();
    }

    /// <summary>All that the terminal was sent so far.</summary>
    public string Shown
    {
        get
        {
            lock (_shown)
            {
                return _shown.ToString();
            }
        }
    }

    /// <summary>Starts a command line of a shell, in which <c>p2pshare</c> is the program, in a folder that also keeps its state.</summary>
    public static TerminalProgram Start(TemporaryDirectory folder, string commandLine)
    {
        folder.Write("run.sh", $"p2pshare() {{ {RunningProgram.InShell} \"$@\"; }}\n{commandLine}\n");
        // Who runs the tests in the background has them ignore signals of the keyboard.
        var start = new ProcessStartInfo("script", ["-qfec", "exec env --default-signal sh run.sh", "/dev/null"])
        {
            WorkingDirectory = folder.Path,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        (string Name, string? Value)[] environment =
        [
            ("P2PSHARE_STATE_DIR", folder["state"]), ("P2PSHARE_NO_DHT", "true"), ("P2PSHARE_NO_LSD", "true"), ("P2PSHARE_BIND", "127.0.0.1"),
            ("XDG_CONFIG_HOME", folder["config"]), ("TERM", "xterm"), ("LC_ALL", "C.UTF-8"), ("NO_COLOR", null), ("SHELL", "/bin/sh"),
        ];
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new TerminalProgram(start);
    }

    /// <summary>Waits until the terminal was sent a text, or all has ended.</summary>
    public Task ShowsAsync(string text) => Eventually.Is(() => Shown.Contains(text, StringComparison.Ordinal) || _process.HasExited, text);

    /// <summary>Types.</summary>
    public async Task TypeAsync(string keys)
    {
        await _process.StandardInput.WriteAsync(keys);
        await _process.StandardInput.FlushAsync();
    }

    /// <summary>Waits for the end; all that the terminal was sent.</summary>
    public async Task<string> EndsAsync()
    {
        await Eventually.Completes(_process.WaitForExitAsync());
        await Eventually.Completes(_reading);
        return Shown;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        var buffer = new char[4096];
        while (await _process.StandardOutput.ReadAsync(buffer) is var count and > 0)
        {
            lock (_shown)
            {
                _shown.Append(buffer, 0, count);
            }
        }
    }
}
