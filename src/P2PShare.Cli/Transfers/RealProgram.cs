using System.ComponentModel;
using System.Diagnostics;

namespace P2PShare.Cli.Transfers;

/// <summary>Runs a program as a child process, without a shell.</summary>
internal static class RealProgram
{
    /// <summary>Runs it to its end; the exit code. Cancelling kills it with its children.</summary>
    /// <param name="call">The program.</param>
    /// <param name="print">Takes each line that it prints, from any thread.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="IOException">It cannot be started.</exception>
    public static async Task<int> RunAsync(ProgramCall call, Action<string> print, CancellationToken cancellationToken)
    {
        using var process = new Process { StartInfo = StartOf(call) };
        process.OutputDataReceived += (_, line) => Pass(line.Data);
        process.ErrorDataReceived += (_, line) => Pass(line.Data);
        Start(process);
        try
        {
            process.StandardInput.Close();
            process.BeginOutputReadLine();
            process.BeginErrorReadLine();
            await process.WaitForExitAsync(cancellationToken);
            return process.ExitCode;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw;
        }

        void Pass(string? line)
        {
            if (line is not null)
            {
                print(line);
            }
        }
    }

    private static ProcessStartInfo StartOf(ProgramCall call)
    {
        var start = new ProcessStartInfo(call.Path, call.Arguments)
        {
            WorkingDirectory = call.Directory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in call.Variables)
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private static void Start(Process process)
    {
        try
        {
            process.Start();
        }
        catch (Win32Exception exception)
        {
            throw new IOException(exception.Message, exception);
        }
    }
}
