using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Discovery;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Trackers;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Discovery;

public sealed class TorrentAnnouncerTests : IAsyncDisposable
{
    private static readonly InfoHashes V1 = new(new Sha1Hash("a torrent of 20 byte"u8), null);
    private static readonly InfoHashes Hybrid = new(V1.V1, new Sha256Hash("the same torrent with 32 bytes.."u8));
    private static readonly TimeSpan Step = TimeSpan.FromSeconds(1);

    private readonly ManualTimeProvider _time = new();
    private readonly FakeTrackerClient _client = new();
    private readonly RecordingTrackerSink _sink = new();
    private readonly RecordingLogger _logger = new();
    private TrackerContext _context;

    public TorrentAnnouncerTests() => _context = Context(TrackerFamily.IPv4);

    public async ValueTask DisposeAsync()
    {
        await _context.DisposeAsync();
        _sink.WasCalledTwiceAtOnce.ShouldBeFalse();
    }

    [Fact]
    public async Task Starts_goes_on_at_the_interval_and_stops()
    {
        var announcer = Announcer(["http://a/announce"]);
        announcer.Start();
        await WaitForAnnouncesAsync(1);
        var start = _time.GetTimestamp();
        await WaitForAnnouncesAsync(2);

        _time.GetElapsedTime(start).ShouldBeInRange(TimeSpan.FromMinutes(29.9), TimeSpan.FromMinutes(31));
        await announcer.StopAsync(TimeSpan.FromSeconds(3));

        _client.Events.ShouldBe([AnnounceEvent.Started, AnnounceEvent.None, AnnounceEvent.Stopped]);
        _client.Announces[^1].Request.PeersWanted.ShouldBe(0);
        _time.ArmedTimerCount.ShouldBe(0);
        await announcer.DisposeAsync();
    }

    [Fact]
    public async Task Tells_of_progress_port_and_the_trackers_own_id()
    {
        _client.Script = static (_, _, _, _) => Task.FromResult(FakeTrackerClient.Answer(trackerId: "remember me"));
        await using var announcer = Announcer(["http://a/announce"]);
        announcer.Start();
        await WaitForAnnouncesAsync(2);

        var (_, first, _) = _client.Announces[0];
        first.ShouldBe(new AnnounceRequest
        {
            InfoHash = V1.V1!.Value,
            PeerId = _context.PeerId,
            Port = 6881,
            Uploaded = 1,
            Downloaded = 2,
            Left = 3,
            Event = AnnounceEvent.Started,
            PeersWanted = 200,
            Key = _context.Key,
            OmitPeerIds = true,
        });
        _client.Announces[1].Request.ShouldBe(first with { Event = AnnounceEvent.None, TrackerId = "remember me" });
    }

    [Fact]
    public async Task What_trackers_say_reaches_the_sink()
    {
        _client.Script = static (host, _, _, _) => Task.FromResult(host switch
        {
            "a" => TrackerAnswer.Failed("gone"),
            _ => FakeTrackerClient.Answer(warning: "update your client"),
        });
        await using var announcer = Announcer(["http://a/announce"], ["http://b/announce"]);
        announcer.Start();

        await _time.AdvanceUntilAsync(() => _sink.Lines.Count == 3, Step);

        _sink.Lines.ShouldBe(
        [
            "http://a/announce Failed 0 gone",
            "peers 203.0.113.7:7",
            "http://b/announce Warning 1 update your client",
        ]);
        var snapshot = announcer.Snapshot();
        snapshot.Select(tracker => tracker.Status).ShouldBe([TrackerStatus.Failed, TrackerStatus.Warning]);
        snapshot[1].Seeds.ShouldBe(1);
        snapshot[1].Leechers.ShouldBe(2);
        snapshot[1].NextAnnounce.ShouldNotBeNull();
    }

    [Fact]
    public async Task A_passkey_shows_up_nowhere()
    {
        const string Passkey = "0123456789abcdef0123456789abcdef";
        _client.Script = static (_, _, _, _) => Task.FromResult(TrackerAnswer.Failed($"unknown passkey {Passkey}"));
        await using var announcer = Announcer([$"http://a/{Passkey}/announce", $"http://b/announce?passkey={Passkey}", $"gopher://c/{Passkey}"]);
        announcer.Start();

        await _time.AdvanceUntilAsync(() => _sink.Lines.Count == 3, Step);

        _sink.Lines.ShouldAllBe(line => !line.Contains(Passkey, StringComparison.Ordinal));
        announcer.Snapshot().ShouldAllBe(tracker => !tracker.ToString().Contains(Passkey, StringComparison.Ordinal));
        _logger.Lines.ShouldNotBeEmpty();
        _logger.Lines.ShouldAllBe(line => !line.Contains(Passkey, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Urls_that_are_not_to_be_used_are_said_once_and_never_asked()
    {
        await using var announcer = Announcer(["file:///etc/passwd", "http://10.0.0.1/reboot"], ["http://a/announce", "http://a/announce"]);
        announcer.Start();
        await WaitForAnnouncesAsync(2);

        _sink.Lines.Count(line => line.Contains("file:", StringComparison.Ordinal)).ShouldBe(1);
        _sink.Lines.ShouldContain("http://10.0.0.1/reboot Failed 0 the path of a tracker on the local network must begin with /announce");
        _client.Announces.ShouldAllBe(announce => announce.Host == "a");
        announcer.Snapshot().Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_hybrid_is_announced_under_both_hashes_over_both_families()
    {
        await _context.DisposeAsync();
        _context = Context(TrackerFamily.IPv4, TrackerFamily.IPv6);
        await using var announcer = Announcer(Hybrid, ["http://a/announce"]);
        announcer.Start();
        await WaitForAnnouncesAsync(4);

        _client.Announces.Select(announce => (announce.Request.InfoHash, announce.Family)).ShouldBe(
            Hybrid.OnWire().SelectMany(hash => new[] { (hash, TrackerFamily.IPv4), (hash, TrackerFamily.IPv6) }), ignoreOrder: true);
        _client.Announces.Select(announce => announce.Request.Key).Distinct().Count().ShouldBe(1);
    }

    [Fact]
    public async Task A_tracker_that_is_reached_over_one_family_works()
    {
        await _context.DisposeAsync();
        _context = Context(TrackerFamily.IPv4, TrackerFamily.IPv6);
        _client.Script = static (_, _, family, _) => Task.FromResult(
            family == TrackerFamily.IPv4 ? FakeTrackerClient.Answer() : TrackerAnswer.Skipped("no address"));
        var announcer = Announcer(["http://a/announce"], ["http://b/announce"]);
        announcer.Start();
        await _time.AdvanceUntilAsync(() => _sink.Lines.Count == 2, Step);

        _sink.Lines[1].ShouldBe("http://a/announce Ok 1");
        await announcer.StopAsync(TimeSpan.FromSeconds(3));

        _client.Announces.Where(announce => announce.Request.Event == AnnounceEvent.Stopped).ShouldHaveSingleItem().Family.ShouldBe(TrackerFamily.IPv4);
        await announcer.DisposeAsync();
    }

    [Fact]
    public async Task Completion_is_announced_at_once_and_only_if_it_happened_in_this_run()
    {
        var announcer = Announcer(["http://a/announce"]);
        announcer.Start();
        await _time.AdvanceUntilAsync(() => _sink.Lines.Count == 2, Step);

        announcer.AnnounceCompleted();
        await WaitForAnnouncesAsync(3);
        await announcer.StopAsync(TimeSpan.FromSeconds(3));

        _client.Events.ShouldBe([AnnounceEvent.Started, AnnounceEvent.Completed, AnnounceEvent.None, AnnounceEvent.Stopped]);
        await announcer.DisposeAsync();
    }

    [Fact]
    public async Task Stopped_is_said_to_all_at_once_and_only_where_we_are_known()
    {
        var isDown = false;
        _client.Script = (host, request, _, _) => Task.FromResult(
            host == "c" || (host == "a" && isDown) ? TrackerAnswer.Failed("down") : FakeTrackerClient.Answer());
        var announcer = Announcer(["http://c/announce"], ["http://a/announce"], ["http://b/announce"]);
        announcer.Start();
        await WaitForAnnouncesAsync(2);
        isDown = true;
        await _time.AdvanceUntilAsync(() => _client.Announces.Any(announce => announce.Host == "b"), TimeSpan.FromMinutes(1));

        await announcer.StopAsync(TimeSpan.FromSeconds(3));

        _client.Announces.Where(announce => announce.Request.Event == AnnounceEvent.Stopped).Select(announce => announce.Host)
            .ShouldBe(["a", "b"], ignoreOrder: true);
        await announcer.DisposeAsync();
    }

    [Fact]
    public async Task Stopping_waits_no_longer_than_its_limit()
    {
        _client.Script = static async (_, request, _, cancellationToken) =>
        {
            if (request.Event == AnnounceEvent.Stopped)
            {
                await Task.Delay(Timeout.Infinite, cancellationToken);
            }

            return FakeTrackerClient.Answer();
        };
        var announcer = Announcer(["http://a/announce"]);
        announcer.Start();
        await WaitForAnnouncesAsync(1);
        await Eventually.Is(() => _sink.Lines.Count == 2);
        var start = _time.GetTimestamp();

        await _time.AdvanceUntilAsync(announcer.StopAsync(TimeSpan.FromSeconds(3)));

        _time.GetElapsedTime(start).ShouldBeInRange(TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(5));
        await announcer.DisposeAsync();
    }

    [Fact]
    public async Task Stopping_ends_an_announce_that_is_under_way_and_nothing_is_told_after_it()
    {
        _client.Script = static async (_, _, _, cancellationToken) =>
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return FakeTrackerClient.Answer();
        };
        var announcer = Announcer(["http://a/announce"]);
        announcer.Start();
        await WaitForAnnouncesAsync(1);

        await Eventually.Completes(announcer.StopAsync(TimeSpan.FromSeconds(3)));

        _client.Events.ShouldBe([AnnounceEvent.Started]);
        _sink.Lines.ShouldBeEmpty();
        await announcer.DisposeAsync();
    }

    [Fact]
    public async Task A_need_for_peers_is_met_as_soon_as_the_tracker_allows()
    {
        await using var announcer = Announcer(["http://a/announce"]);
        announcer.Start();
        await _time.AdvanceUntilAsync(() => _sink.Lines.Count == 2, Step);
        var start = _time.GetTimestamp();

        announcer.NeedPeers();
        await WaitForAnnouncesAsync(2);

        _time.GetElapsedTime(start).ShouldBeInRange(TimeSpan.FromMinutes(4.9), TimeSpan.FromMinutes(6));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(int.MaxValue)]
    public async Task No_interval_makes_a_tight_loop_or_an_end(int seconds)
    {
        _client.Script = (_, _, _, _) => Task.FromResult(FakeTrackerClient.Answer(seconds));
        await using var announcer = Announcer(["http://a/announce"]);
        announcer.Start();
        await WaitForAnnouncesAsync(1);
        var start = _time.GetTimestamp();

        var step = seconds > 1 ? TimeSpan.FromMinutes(10) : TimeSpan.FromSeconds(10);
        await _time.AdvanceUntilAsync(() => _client.Announces.Count == 2, step, TimeSpan.FromDays(2));

        _time.GetElapsedTime(start).ShouldBeInRange(TimeSpan.FromSeconds(50), TimeSpan.FromDays(1.01));
    }

    [Fact]
    public async Task A_thousand_torrents_share_one_timer_and_announce_only_so_many_at_once()
    {
        _client.Script = static async (_, _, _, cancellationToken) =>
        {
            await Task.Delay(TimeSpan.FromMilliseconds(1), cancellationToken);
            return FakeTrackerClient.Answer();
        };
        var announcers = Enumerable.Range(0, 1_000).Select(_ => Announcer(["http://a/announce"])).ToList();
        foreach (var announcer in announcers)
        {
            announcer.Start();
        }

        await Eventually.Is(() => announcers.All(announcer => announcer.Snapshot()[0].Status == TrackerStatus.Ok));

        _client.MostUnderWay.ShouldBeInRange(2, 100);
        _time.ArmedTimerCount.ShouldBe(1);
        await Task.WhenAll(announcers.Select(announcer => announcer.DisposeAsync().AsTask()));
    }

    [Fact]
    public async Task A_torrent_without_trackers_announces_nothing()
    {
        var announcer = Announcer();
        announcer.Start();
        announcer.NeedPeers();
        announcer.AnnounceCompleted();
        await announcer.StopAsync(TimeSpan.FromSeconds(3));

        _client.Announces.ShouldBeEmpty();
        await announcer.DisposeAsync();
    }

    private TorrentAnnouncer Announcer(params string[][] tiers) => Announcer(V1, tiers);

    private TorrentAnnouncer Announcer(InfoHashes hashes, params string[][] tiers) =>
        new(_context, hashes, tiers, static () => new AnnounceProgress(1, 2, 3), _sink);

    private TrackerContext Context(params TrackerFamily[] families) => new(_client, _time, static () => new Random(1), _logger, families);

    private Task WaitForAnnouncesAsync(int count) => _time.AdvanceUntilAsync(() => _client.Announces.Count >= count, TimeSpan.FromSeconds(10));

    private sealed class RecordingLogger : ILogger
    {
        private readonly Lock _lock = new();
        private readonly List<string> _lines = [];

        public IReadOnlyList<string> Lines
        {
            get
            {
                lock (_lock)
                {
                    return [.. _lines];
                }
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => NullLogger.Instance.BeginScope(state);

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            lock (_lock)
            {
                _lines.Add(formatter(state, exception));
            }
        }
    }
}
