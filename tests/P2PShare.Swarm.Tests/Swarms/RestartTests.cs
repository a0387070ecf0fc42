using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

public sealed class RestartTests
{
    [Fact]
    public async Task A_swarm_that_was_stopped_whole_finds_itself_again_with_nobodys_help()
    {
        var content = TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 400_000);
        await using var first = await StartAsync();
        await using var second = await StartAsync();
        await using var third = await StartAsync();
        Node[] nodes = [first, second, third];
        var torrents = new List<Torrent> { await AddAsync(first), await AddAsync(second, first), await AddAsync(third, first) };
        await Eventually.Is(() => torrents[0].Snapshot().Peers == 2);

        foreach (var node in nodes)
        {
            await node.StopAsync();
        }

        content.WriteTo(third.ContentDirectory);
        foreach (var node in nodes)
        {
            await node.StartAgainAsync();
        }

        torrents = [await AddAsync(first), await AddAsync(second), await AddAsync(third)];
        foreach (var torrent in torrents)
        {
            await Eventually.Completes(torrent.Completion);
        }

        second.Read(content.Metainfo, content.Files[0].Path).ShouldBe(content.Files[0].Content);

        // Nobody is told of each other by peers: what they know is what they remember.
        static Task<Node> StartAsync() => Node.StartAsync(options => options with { PeerExchange = false });

        Task<Torrent> AddAsync(Node node, Node? known = null) => node.AddAsync(content.Metainfo, known is null ? [] : [known.Address]);
    }

    [Fact]
    public async Task A_private_torrent_remembers_nobody()
    {
        var metainfo = TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 400_000).Metainfo with { IsPrivate = true };
        await using var first = await Node.StartAsync();
        await using var second = await Node.StartAsync();
        var torrent = await first.AddAsync(metainfo);
        await second.AddAsync(metainfo, first.Address);
        await Eventually.Is(() => torrent.Snapshot().Peers == 1);

        await first.StopAsync();
        await second.StopAsync();

        first.StateFiles().ShouldNotContain(name => name.EndsWith(".peers", StringComparison.Ordinal));
        second.StateFiles().ShouldNotContain(name => name.EndsWith(".peers", StringComparison.Ordinal));
    }
}
