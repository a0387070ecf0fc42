using System.Collections.Concurrent;
using System.Diagnostics;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>Says what this machine has of what the tests need, and which package brings what it lacks. Installs nothing.</summary>
internal static class Machine
{
    /// <summary>The Python that Debian's <c>python3-libtorrent</c> installs into; another one may come first on the path.</summary>
    public const string SystemPython = "/usr/bin/python3";

    private static readonly ConcurrentDictionary<ForeignClient, Lazy<string?>> Lacks = new();

    /// <summary>Whether a missing client is a failure and no reason to skip.</summary>
    public static bool RequiresForeignClients => Environment.GetEnvironmentVariable("P2PSHARE_REQUIRE_FOREIGN_CLIENTS") is "1" or "true";

    /// <summary>Why a test that needs these is skipped here; null where it runs.</summary>
    public static string? ReasonToSkip(IEnumerable<ForeignClient> needs) =>
        RequiresForeignClients ? null : needs.Select(WhatLacks).FirstOrDefault(static lack => lack is not null);

    /// <summary>What has to be installed for this, as a sentence; null where it is there.</summary>
    public static string? WhatLacks(ForeignClient need) =>
        Lacks.GetOrAdd(need, static key => new Lazy<string?>(() => Look(key))).Value;

    /// <summary>The full path of a program on the path, or in the folders of the administrator; null where it is nowhere.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Concat(["/usr/local/sbin", "/usr/sbin", "/sbin", "/usr/bin"])
            .Where(static folder => folder.Length > 0)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    private static string? Look(ForeignClient need) => need switch
    {
        ForeignClient.Aria2 => Program("aria2c", "aria2"),
        ForeignClient.Transmission => Program("transmission-daemon", "transmission-daemon"),
        ForeignClient.Libtorrent => Succeeds(SystemPython, "-c", "import libtorrent") ? null : "libtorrent for Python is missing: install the package python3-libtorrent",
        ForeignClient.Mktorrent => Program("mktorrent", "mktorrent"),
        ForeignClient.Opentracker => Program("opentracker", "opentracker"),
        ForeignClient.NetworkNamespace => LookForNamespaces(),
        ForeignClient.Mount => Environment.IsPrivilegedProcess && OperatingSystem.IsLinux() ? null : "mounting a file system needs root on Linux",
        ForeignClient.Permissions => OperatingSystem.IsWindows() ? "Windows has no permission bits" : Environment.IsPrivilegedProcess ? Program("setpriv", "util-linux") : null,
        _ => throw new ArgumentOutOfRangeException(nameof(need)),
    };

    private static string? Program(string program, string package) =>
        Find(program) is null ? $"{program} is missing: install the package {package}" : null;

    private static string? LookForNamespaces()
    {
        if (!OperatingSystem.IsLinux() || !Environment.IsPrivilegedProcess)
        {
            return "a network namespace needs root on Linux";
        }

        if (Program("ip", "iproute2") is { } lack)
        {
            return lack;
        }

        var name = $"p2pshare-probe-{Environment.ProcessId}";
        var made = Succeeds("ip", "netns", "add", name);
        return made && Succeeds("ip", "netns", "delete", name) ? null : "this machine does not let root make a network namespace";
    }

    private static bool Succeeds(string program, params string[] arguments)
    {
        if (!File.Exists(program) && Find(program) is null)
        {
            return false;
        }

        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        process.StandardOutput.ReadToEnd();
        process.StandardError.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0;
    }
}
