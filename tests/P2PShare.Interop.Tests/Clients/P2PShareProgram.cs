using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>Our program as a user starts it: the one that was built with these tests, or the published file that <c>P2PSHARE_PROGRAM</c> names.</summary>
internal static class P2PShareProgram
{
    private static readonly Dictionary<string, string> TrackersAlone = new()
    {
        ["P2PSHARE_NO_DHT"] = "true",
        ["P2PSHARE_NO_LSD"] = "true",
        ["P2PSHARE_NO_PEX"] = "true",
        ["DOTNET_NOLOGO"] = "true",
    };

    /// <summary>Starts it with these arguments.</summary>
    /// <param name="arguments">As on the command line.</param>
    /// <param name="network">Where it runs; null for the machine's own network.</param>
    /// <param name="prefix">A program that is to run it, with arguments.</param>
    public static ProgramProcess Start(IReadOnlyList<string> arguments, NetworkNamespace? network = null, params string[] prefix) =>
        Start(arguments, network, TrackersAlone, prefix);

    /// <summary>Starts it with these arguments, and these variables in place of those that leave it trackers alone.</summary>
    public static ProgramProcess Start(
        IReadOnlyList<string> arguments, NetworkNamespace? network, IReadOnlyDictionary<string, string> environment, params string[] prefix)
    {
        string[] command = Environment.GetEnvironmentVariable("P2PSHARE_PROGRAM") is { Length: > 0 } published
            ? [.. prefix, published, .. arguments]
            : [.. prefix, Dotnet(), Path.Combine(AppContext.BaseDirectory, "p2pshare.dll"), .. arguments];
        return ProgramProcess.Start($"p2pshare {arguments[0]}", command[0], command[1..], network, environment);
    }

    /// <summary>Runs it to its end and returns what it printed.</summary>
    /// <exception cref="InvalidOperationException">It did not exit with 0.</exception>
    public static async Task<string> RunAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        await using var process = Start(arguments);
        var code = await process.WaitForExitAsync(cancellationToken);
        return code == 0 ? string.Join('\n', process.Lines) : throw new InvalidOperationException($"{process.Name} exited with {code}:\n{process.Output}");
    }

    /// <summary>Makes a torrent with <c>create</c>.</summary>
    public static Task CreateAsync(string source, string torrent, string format, string pieceLength, string? tracker, CancellationToken cancellationToken)
    {
        List<string> arguments = ["create", source, "--output", torrent, "--format", format, "--piece-length", pieceLength, "--json"];
        if (tracker is not null)
        {
            arguments.AddRange(["--tracker", tracker]);
        }

        return RunAsync(arguments, cancellationToken);
    }

    private static string Dotnet() =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";
}
