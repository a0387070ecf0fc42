using System.Diagnostics;
using Xunit;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>A test that needs a terminal, which <c>script</c> of util-linux makes. Where that is missing it is skipped; with <c>P2PSHARE_REQUIRE_FOREIGN_CLIENTS=1</c> it runs, and fails.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class TerminalFactAttribute : FactAttribute
{
    /// <summary>Why such a test is left out; null where it is not.</summary>
    public static string? Reason =>
        HasScript.Value || Environment.GetEnvironmentVariable("P2PSHARE_REQUIRE_FOREIGN_CLIENTS") is "1" or "true" ? null : "needs script of util-linux";

    private static readonly Lazy<bool> HasScript = new(static () =>
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("script", ["--version"]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var says = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return says.Contains("util-linux", StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    });

    public TerminalFactAttribute() => Skip = Reason;
}
