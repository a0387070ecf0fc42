using System.Text.Json;
using P2PShare.Interop.Tests.Infrastructure;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>
/// Our program twice on this machine's loopback: a seed, and a <c>get</c> that a test starts as often as it likes, told where the seed is.
/// Disposing it ends all and shows what they said.
/// </summary>
internal sealed class LoopbackPair(TestFolder folder, ITestOutputHelper output) : IAsyncDisposable
{
    private const string Address = "127.0.0.1";

    private readonly CancellationTokenSource _limit = new();
    private readonly List<ProgramProcess> _processes = [];
    private string _torrent = "";
    private string _seedPort = "";

    /// <summary>Cancelled when the test has taken too long.</summary>
    public CancellationToken Token => _limit.Token;

    /// <summary>The state folder of <see cref="StartGet"/>.</summary>
    public string GetState => folder.At("state-get");

    /// <summary>Makes the torrent and starts the seed.</summary>
    /// <param name="content">What is shared.</param>
    /// <param name="pieceLength">As for <c>create</c>.</param>
    /// <param name="patience">How long the test may take; the usual when null.</param>
    /// <param name="options">More options for the seed.</param>
    public async Task<ProgramProcess> StartSeedAsync(Content content, string pieceLength, TimeSpan? patience = null, params string[] options)
    {
        _limit.CancelAfter(patience ?? TestSwarm.Patience);
        _torrent = folder.At("shared.torrent");
        await P2PShareProgram.CreateAsync(content.Path, _torrent, "v1", pieceLength, tracker: null, Token);
        var seed = Keep(P2PShareProgram.Start(
            ["seed", _torrent, "--data", content.Directory, "--bind", Address, "--port", "0", "--json", "--state-dir", folder.At("state-seed"), .. options]));
        var listening = await seed.WaitForEventAsync("listening", Token);
        _seedPort = listening.GetProperty("port").GetInt32().ToString(System.Globalization.CultureInfo.InvariantCulture);
        await seed.WaitForEventAsync("seeding", Token);
        return seed;
    }

    /// <summary>Starts a <c>get</c>, always the same one but for the options.</summary>
    /// <param name="directory">Where the content is to lie.</param>
    /// <param name="options">More options.</param>
    /// <param name="prefix">A program that is to run it, with arguments.</param>
    public ProgramProcess StartGet(string directory, string[] options, params string[] prefix) => Keep(P2PShareProgram.Start(
        ["get", _torrent, "--output", directory, "--bind", Address, "--port", "0", "--peer", $"{Address}:{_seedPort}", "--json", "--state-dir", GetState, .. options],
        network: null,
        prefix));

    /// <summary>Runs a <c>get</c> that leaves when it is done, to its end.</summary>
    public async Task<(int ExitCode, ProgramProcess Process)> GetAsync(string directory, string[] options, params string[] prefix)
    {
        var process = StartGet(directory, ["--no-seed", .. options], prefix);
        return (await process.WaitForExitAsync(Token), process);
    }

    /// <summary>A number of the one torrent's <c>result</c>, for a program that has ended.</summary>
    public static JsonElement Result(ProgramProcess process, string name) => process.Events("result").Single().GetProperty(name);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (var process in Enumerable.Reverse(_processes))
        {
            await process.DisposeAsync();
            output.WriteLine($"--- {process.Name}\n{process.Output}");
        }

        _limit.Dispose();
    }

    private ProgramProcess Keep(ProgramProcess process)
    {
        _processes.Add(process);
        return process;
    }
}
