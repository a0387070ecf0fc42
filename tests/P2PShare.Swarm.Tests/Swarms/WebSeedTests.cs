using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Content from a web server. BEP 19.</summary>
public sealed class WebSeedTests : IAsyncLifetime
{
    private readonly TemporaryDirectory _folder = new();
    private WebFolder _web = null!;

    public async Task InitializeAsync() => _web = await WebFolder.ServeAsync(_folder.Path);

    public async Task DisposeAsync()
    {
        await _web.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.Hybrid)]
    [InlineData(TorrentFormat.V2)]
    public async Task A_folder_is_got_from_a_web_server_alone(TorrentFormat format)
    {
        var torrent = TestTorrent.OfFolder(format, 64 * 1024, 100_000, 0, 1, 16_384, 500_001, 20_000);
        torrent.WriteTo(_folder.Path);

        await GetAsync(torrent, _web.Url);

        _web.Asked.ShouldAllBe(line => line.StartsWith("/folder/sub", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("content%20here.bin")]
    public async Task A_file_is_got_by_its_URL_or_that_of_its_folder(string path)
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 700_000, "content here.bin");
        torrent.WriteTo(_folder.Path);

        await GetAsync(torrent, _web.Url + path);

        _web.Asked.ShouldAllBe(line => line.StartsWith("/content%20here.bin bytes=", StringComparison.Ordinal));
        _web.Asked.Count.ShouldBeLessThan(44, "neighbours are asked for in one question");
    }

    [Fact]
    public async Task What_a_web_server_sends_wrong_is_not_taken_and_it_is_asked_no_more()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 300_000);
        torrent.WriteTo(_folder.Path);
        _web.Change = static bytes => bytes[0] ^= 1;
        await using var leech = await Node.StartAsync();

        var leeching = await leech.AddAsync(With(torrent, _web.Url), options => options with { Stop = new StopConditions { WhenComplete = true } });
        await Eventually.Is(() => leech.Banned.Count > 0);

        leeching.Snapshot().BytesDone.ShouldBeLessThan(torrent.Metainfo.TotalLength);
        await using var seed = await Node.StartAsync();
        torrent.WriteTo(seed.ContentDirectory);
        await seed.AddAsync(torrent.Metainfo, leech.Address);
        (await Eventually.Completes(leeching.Ended)).Outcome.ShouldBe(TorrentOutcome.Completed);
        leech.Read(torrent.Metainfo, "content.bin").ShouldBe(torrent.Space);
    }

    [Theory]
    [InlineData(404, "HTTP status 404")]
    [InlineData(200, "sends whole files only")]
    [InlineData(206, "another range than was asked for")]
    [InlineData(302, "redirects to what is no web address")]
    public async Task A_web_server_that_is_of_no_use_is_named_with_the_reason(int status, string reason)
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 3_000_000);
        _web.Instead = response =>
        {
            response.StatusCode = status;
            response.Headers.ContentRange = "bytes 5-9/10";
            response.Headers.Location = "file:///etc/passwd";
        };
        await using var leech = await Node.StartAsync();

        await leech.AddAsync(With(torrent, _web.Url));

        var warning = await WarningAsync(leech);
        warning.ShouldStartWith($"web seed {_web.Url}: ");
        warning.ShouldContain(reason);
    }

    [Fact]
    public async Task No_service_of_this_machine_is_asked_anything_but_for_a_file()
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 300_000);
        await using var leech = await Node.StartAsync();

        await leech.AddAsync(With(torrent, _web.Url + "reboot?now=1"));

        (await WarningAsync(leech)).ShouldContain("must have no query");
        _web.Asked.ShouldBeEmpty();
    }

    private static TorrentMetainfo With(TestTorrent torrent, string url) => torrent.Metainfo with { WebSeeds = [url] };

    private static async Task<string> WarningAsync(Node node)
    {
        await Eventually.Is(() => node.Told.OfType<EngineEvent.Warning>().Any());
        return node.Told.OfType<EngineEvent.Warning>().First().Message;
    }

    private static async Task GetAsync(TestTorrent torrent, string url)
    {
        await using var leech = await Node.StartAsync();
        var leeching = await leech.AddAsync(With(torrent, url), options => options with { Stop = new StopConditions { WhenComplete = true } });
        (await Eventually.Completes(leeching.Ended)).Outcome.ShouldBe(TorrentOutcome.Completed);
        foreach (var (path, content) in torrent.Files)
        {
            leech.Read(torrent.Metainfo, path).ShouldBe(content);
        }
    }
}
