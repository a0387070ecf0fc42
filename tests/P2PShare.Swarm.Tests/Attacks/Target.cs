using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Engine;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Network;
using P2PShare.Testing.Peers;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;

namespace P2PShare.Swarm.Tests.Attacks;

/// <summary>
/// A whole engine with one torrent that is attacked: on an in-memory network, with files in memory and a clock that is moved by hand.
/// After each attack no block may be lent, and no task may have failed: what a peer sends is never an exception.
/// </summary>
internal sealed class Target
{
    public const int PieceLength = 64 * 1024;
    public const string Home = "10.0.0.1";
    private const string Folder = "/content";

    private readonly InMemoryNetwork _network;
    private readonly TorrentEngine _engine;
    private readonly LeakCheckingBlockPool _blocks = new();
    private readonly List<IAsyncDisposable> _disposables = [];
    private readonly List<EngineEvent> _events = [];
    private int _names;

    private Target(TestTorrent content, EngineOptions options)
    {
        Content = content;
        Clock = new ManualTimeProvider();
        _network = new InMemoryNetwork(Clock);
        Files = new InMemoryFileSystem(Clock);
        var host = _network.Host(Home);
        var seed = 1;
        _engine = new TorrentEngine(options, new EngineServices
        {
            Transport = host,
            Datagrams = host,
            Files = Files,
            Time = Clock,
            Logging = Log,
            CreateRandom = () => new Random(seed++),
            CreateBlocks = _ => _blocks,
        });
    }

    public TestTorrent Content { get; }

    public ManualTimeProvider Clock { get; }

    public InMemoryFileSystem Files { get; }

    public RecordingLog Log { get; } = new();

    public Torrent Torrent { get; private set; } = null!;

    public IPEndPoint Address => _engine.Listening[0];

    public int Sessions => Torrent.Snapshot().Peers;

    public TorrentMetainfo Metainfo => Content.Metainfo;

    /// <summary>Addresses that were banned, in order.</summary>
    public IReadOnlyList<IPEndPoint> Banned => [.. Events().OfType<EngineEvent.PeerBanned>().Select(banned => banned.Peer)];

    /// <summary>Bytes of blocks in memory.</summary>
    public long LentBytes => _blocks.Lent;

    /// <summary>Attacks an engine that has everything.</summary>
    public static Task SeedsAsync(Func<Target, Task> attack, TestTorrent? content = null, Func<EngineOptions, EngineOptions>? configure = null) =>
        RunAsync(attack, content, configure, options => options, isSeed: true);

    /// <summary>Attacks an engine that has nothing.</summary>
    public static Task LeechesAsync(
        Func<Target, Task> attack,
        TestTorrent? content = null,
        Func<EngineOptions, EngineOptions>? configure = null,
        Func<TorrentOptions, TorrentOptions>? configureTorrent = null) =>
        RunAsync(attack, content, configure, configureTorrent ?? (options => options), isSeed: false);

    /// <summary>Attacks an engine whose files are there in full, with the first byte of each piece wrong.</summary>
    public static Task RepairsAsync(Func<Target, Task> attack, TestTorrent content) =>
        RunAsync(attack, content, null, options => options with { CheckAll = true }, isSeed: false, isDamaged: true);

    /// <summary>The network as an attacker's machine sees it.</summary>
    public InMemoryHost Host(string address) => _network.Host(address);

    /// <summary>A peer that connects from an address of its own and says nothing yet.</summary>
    public async Task<FakePeer> ConnectAsync(string from = "10.0.1.1", Func<FakePeer, WireMessage, Task>? answer = null, bool reads = true) =>
        Keep(await FakePeer.ConnectAsync(_network.Host(from), Address, answer, reads));

    /// <summary>A peer that has connected and shaken hands, and is in a session.</summary>
    public async Task<FakePeer> JoinAsync(
        string from = "10.0.1.1", WireFeatures features = WireFeatures.Usual, Func<FakePeer, WireMessage, Task>? answer = null, bool reads = true, string? name = null)
    {
        var before = Sessions;
        name ??= NewName();
        var peer = await GreetAsync();
        await Eventually.Is(() => IsIn() || peer.HasEnded);
        if (!IsIn())
        {
            // It lets peers in a moment after it says that it begins.
            peer = await GreetAsync();
            await Eventually.Is(IsIn);
        }

        return peer;

        bool IsIn() => reads ? peer.Handshake is not null : Sessions > before;

        async Task<FakePeer> GreetAsync()
        {
            var greeted = await ConnectAsync(from, answer, reads);
            await greeted.GreetAsync(Metainfo.InfoHashes.Primary, name, features);
            return greeted;
        }
    }

    /// <summary>Lets others have all slots, so that whoever comes now is choked.</summary>
    public async Task TakeSlotsAsync(int slots)
    {
        for (var taken = 1; taken <= slots; taken++)
        {
            var peer = await JoinAsync($"10.0.2.{taken}");
            await peer.SendAsync(Wire.Message(WireId.Interested));
            await Eventually.Is(() => peer.Count(WireId.Unchoke) > 0);
        }
    }

    /// <summary>A peer that the engine connects to; it must have been told of the listener's address.</summary>
    public async Task<FakePeer> AcceptAsync(
        IConnectionListener listener, WireFeatures features = WireFeatures.Usual, Func<FakePeer, WireMessage, Task>? answer = null, string? name = null)
    {
        var peer = await AwaitConnectAsync(listener, answer);
        await Eventually.Is(() => peer.Handshake is not null);
        await peer.GreetAsync(Metainfo.InfoHashes.Primary, name ?? NewName(), features);
        return peer;
    }

    /// <summary>The engine's next connection to a listener, which it may make after a while only.</summary>
    public async Task<FakePeer> AwaitConnectAsync(IConnectionListener listener, Func<FakePeer, WireMessage, Task>? answer = null)
    {
        var accepting = listener.AcceptAsync(CancellationToken.None).AsTask();
        await Clock.AdvanceUntilAsync(accepting, TimeSpan.FromSeconds(1));
        return Keep(FakePeer.Over((await accepting)!, answer));
    }

    public IConnectionListener Listen(string address, int port = 6881) => Keep(_network.Host(address).Listen(new IPEndPoint(IPAddress.Parse(address), port)));

    /// <summary>Whether an honest stranger gets a block of an engine that has everything.</summary>
    public async Task ShouldStillServeAsync(string from = "10.0.9.9")
    {
        var peer = await JoinAsync(from);
        await peer.SendAsync(Wire.Message(WireId.Interested));
        await Clock.AdvanceUntilAsync(() => peer.Count(WireId.Unchoke) > 0, TimeSpan.FromSeconds(1));
        await peer.SendAsync(Wire.Message(WireId.Request, 0, 0, 16384));
        await Eventually.Is(() => peer.Received.Any(message => message.Is(WireId.Piece, 0, 0)));
        peer.Received.First(message => message.Id == WireId.Piece).Payload[8..].ToArray().ShouldBe(Content.Blocks(0)[0].ToArray());
        await peer.DisposeAsync();
    }

    /// <summary>Whether a session goes on: the engine still answers a question on it, which one with BEP 6 always does.</summary>
    public static async Task ShouldGoOnAsync(FakePeer peer)
    {
        var before = Answers(peer);
        await peer.SendAsync(Wire.Message(WireId.Request, 1, 16384, 16384));
        await Eventually.Is(() => peer.HasEnded || Answers(peer) > before);
        peer.HasEnded.ShouldBeFalse("The session has ended.");
    }

    /// <summary>Whether the engine ends a session, without its clock moving.</summary>
    public async Task ShouldEndAsync(FakePeer peer)
    {
        await Eventually.Is(() => peer.HasEnded);
        await Eventually.Is(() => Sessions == 0);
    }

    /// <summary>Whether a peer that came to us is put out for what it sent.</summary>
    public async Task ShouldBanAsync(FakePeer peer)
    {
        await Eventually.Is(() => peer.HasEnded);
        Banned.ShouldContain(peer.LocalEndPoint);
    }

    /// <summary>A 20 byte peer id that no other has.</summary>
    public string NewName() => $"-XX0001-{Interlocked.Increment(ref _names):D12}";

    private static async Task RunAsync(
        Func<Target, Task> attack, TestTorrent? content, Func<EngineOptions, EngineOptions>? configure, Func<TorrentOptions, TorrentOptions> configureTorrent, bool isSeed, bool isDamaged = false)
    {
        var options = new EngineOptions { StateDirectory = "/state", BindAddress = IPAddress.Parse(Home) };
        var target = new Target(content ?? TestTorrent.OfFile(TorrentFormat.V1, PieceLength, (20 * PieceLength) - 1000), configure?.Invoke(options) ?? options);
        try
        {
            if (isSeed || isDamaged)
            {
                target.WriteContent(isDamaged);
            }

            await target.StartAsync(configureTorrent, isSeed);
            await attack(target);
        }
        finally
        {
            await target.StopAsync();
        }

        target._blocks.AssertNothingLent();
        target.Log.Lines.Where(line => line.Level >= LogLevel.Error).ShouldBeEmpty();
    }

    private void WriteContent(bool isDamaged)
    {
        foreach (var (path, content) in Content.Files)
        {
            var bytes = (byte[])content.Clone();
            for (var begin = 0; isDamaged && begin < bytes.Length; begin += PieceLength)
            {
                bytes[begin] ^= 1;
            }

            Files.WriteAll(Metainfo.IsSingleFile ? $"{Folder}/{path}" : $"{Folder}/{Metainfo.Name}/{path}", bytes);
        }
    }

    private async Task StartAsync(Func<TorrentOptions, TorrentOptions> configure, bool isSeed)
    {
        await _engine.StartAsync(CancellationToken.None);
        Torrent = await _engine.AddAsync(Metainfo, configure(new TorrentOptions { ContentDirectory = Folder }), CancellationToken.None);
        await Eventually.Is(() => Torrent.Snapshot().State is TorrentState.Seeding or TorrentState.Downloading);
        Torrent.Snapshot().State.ShouldBe(isSeed ? TorrentState.Seeding : TorrentState.Downloading);
    }

    private async Task StopAsync()
    {
        foreach (var disposable in _disposables)
        {
            await disposable.DisposeAsync();
        }

        await Eventually.Completes(_engine.DisposeAsync().AsTask());
    }

    private static int Answers(FakePeer peer) => peer.Count(WireId.Reject) + peer.Count(WireId.Piece);

    private IReadOnlyList<EngineEvent> Events()
    {
        while (_engine.Events.TryRead(out var fact))
        {
            _events.Add(fact);
        }

        return _events;
    }

    private T Keep<T>(T disposable)
        where T : IAsyncDisposable
    {
        _disposables.Add(disposable);
        return disposable;
    }
}
