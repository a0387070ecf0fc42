using P2PShare.Engine;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Each rate limit holds: on a manual clock a transfer takes as long as it may go no faster.</summary>
public sealed class LimitTests
{
    private const int Length = 1_000_000;
    private const int Rate = 10_000;

    private readonly ManualTimeProvider _time = new();

    [Theory]
    [InlineData("engine down")]
    [InlineData("engine up")]
    [InlineData("torrent down")]
    [InlineData("torrent up")]
    public async Task Nothing_goes_faster_than_any_of_the_limits(string limit)
    {
        var torrent = TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, Length);
        await using var seed = await StartAsync(options => options with { MaxUploadRate = limit == "engine up" ? Rate : 0 });
        await using var leech = await StartAsync(options => options with { MaxDownloadRate = limit == "engine down" ? Rate : 0 });
        torrent.WriteTo(seed.ContentDirectory);
        var seeding = await seed.AddAsync(torrent.Metainfo, options => options with { MaxUploadRate = limit == "torrent up" ? Rate : 0 });
        await Eventually.Completes(seeding.Completion);
        var began = _time.GetTimestamp();

        var leeching = await leech.AddAsync(torrent.Metainfo, options => options with
        {
            Peers = [seed.Address],
            MaxDownloadRate = limit == "torrent down" ? Rate : 0,
        });
        await _time.AdvanceUntilAsync(leeching.Completion, TimeSpan.FromSeconds(0.5));

        // What is saved up while nothing goes may go at once.
        _time.GetElapsedTime(began).ShouldBeGreaterThan(TimeSpan.FromSeconds(0.8 * Length / Rate));
        leech.Read(torrent.Metainfo, "content.bin").ShouldBe(torrent.Space);
    }

    private Task<Node> StartAsync(Func<EngineOptions, EngineOptions> configure) => Node.StartAsync(configure, world: all => all with { Time = _time });
}
