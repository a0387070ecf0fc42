using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using P2PShare.Interop.Tests.Clients;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>One test's swarm: a folder, a tracker, a seed and leechers. When it is disposed everything ends, and what each program said is shown with the test.</summary>
internal sealed partial class TestSwarm(NetworkNamespace network, ITestOutputHelper output) : IAsyncDisposable
{
    /// <summary>No test waits longer than this for anything; what is well takes seconds.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private const int ShownLength = 6_000;

    private readonly TestFolder _folder = new();
    private readonly CancellationTokenSource _limit = new(Patience);
    private readonly List<(string Title, IPeer Peer)> _peers = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private ITrackerProgram? _tracker;
    private int _places;

    /// <summary>Cancelled when the test has taken too long.</summary>
    public CancellationToken Token => _limit.Token;

    public TimeSpan Elapsed => _clock.Elapsed;

    public TestFolder Folder => _folder;

    public ITrackerProgram Tracker => _tracker ?? throw new InvalidOperationException("no tracker was chosen");

    /// <summary>A place for one more program.</summary>
    public PeerPlace NextPlace()
    {
        var number = Interlocked.Increment(ref _places).ToString(CultureInfo.InvariantCulture);
        var address = network.NextAddress();
        return new PeerPlace(network, new IPEndPoint(address, network.FreePort(address)), _folder.Make($"place-{number}"));
    }

    /// <summary>Chooses the tracker, which is started when the torrents are made.</summary>
    public ITrackerProgram Use(ITrackerProgram tracker) => _tracker = tracker;

    /// <summary>Starts a seed and waits until the tracker knows of it, so that whoever comes next is told.</summary>
    public async Task<IPeer> SeedAsync(IPeerProgram program, string torrent, Content content)
    {
        var peer = await StartSeedAsync(program, torrent, content);
        await WaitUntilTrackedAsync(torrent, peer);
        return peer;
    }

    /// <summary>Starts a seed and waits for nothing.</summary>
    public async Task<IPeer> StartSeedAsync(IPeerProgram program, string torrent, Content content, PeerPlace? place = null)
    {
        var peer = await program.SeedAsync(place ?? NextPlace(), torrent, content.Directory, Token);
        _peers.Add(($"{program.Name} seed", peer));
        return peer;
    }

    /// <summary>Starts a leecher in an empty folder of its own.</summary>
    public async Task<Leecher> LeechAsync(IPeerProgram program, string torrent, PeerPlace? place = null)
    {
        var directory = _folder.Make($"got-{_peers.Count}");
        var peer = await program.LeechAsync(place ?? NextPlace(), torrent, directory, Token);
        _peers.Add(($"{program.Name} leecher", peer));
        return new Leecher(program, peer, directory);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        // Those who came last go first, so that the seed's own count of what it gave is whole.
        foreach (var (title, peer) in Enumerable.Reverse(_peers))
        {
            await peer.DisposeAsync();
            Show(title, peer.Process.Output);
        }

        if (_tracker is not null)
        {
            await _tracker.DisposeAsync();
            Show(_tracker.Name, _tracker.Output);
        }

        _folder.Dispose();
        _limit.Dispose();
    }

    private void Show(string title, string text) =>
        output.WriteLine($"--- {title}\n{(text.Length > ShownLength ? "…" + text[^ShownLength..] : text)}");

    /// <summary>Asks the tracker by a scrape (BEP 48), as every client may.</summary>
    private async Task WaitUntilTrackedAsync(string torrent, IPeer seed)
    {
        using var http = network.MakeHttpClient();
        var scrape = Tracker.AnnounceUrl.Replace("/announce", "/scrape", StringComparison.Ordinal);
        var queries = TorrentFacts.ReadTrackerHashes(torrent).Select(hash => new Uri($"{scrape}?info_hash={Escape(hash)}")).ToArray();
        while (true)
        {
            foreach (var query in queries)
            {
                try
                {
                    var answer = Encoding.Latin1.GetString(await http.GetByteArrayAsync(query, Token));
                    if (Complete().Match(answer) is { Success: true } match && match.Groups["count"].Value != "0")
                    {
                        return;
                    }
                }
                catch (HttpRequestException)
                {
                    // It does not listen yet, or knows nothing of this hash.
                }
            }

            if (seed.Process.HasExited)
            {
                throw new InvalidOperationException($"{seed.Process.Name} ended:\n{seed.Process.Output}");
            }

            await Task.Delay(50, Token);
        }
    }

    private static string Escape(byte[] hash) => string.Concat(hash.Select(static value => $"%{value:x2}"));

    [GeneratedRegex("8:completei(?<count>[0-9]+)e", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Complete();
}
