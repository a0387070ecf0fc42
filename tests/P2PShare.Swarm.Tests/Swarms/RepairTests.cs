using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Content that is there but for some bits: a check of everything finds them, and no more is got again than the torrent's hashes can tell apart.</summary>
public sealed class RepairTests
{
    private const int PieceLength = 4 * 1024 * 1024;
    private const int BlockLength = 16 * 1024;

    [Theory]
    [InlineData(TorrentFormat.V1, 2 * PieceLength)]
    [InlineData(TorrentFormat.Hybrid, 3 * BlockLength)]
    [InlineData(TorrentFormat.V2, 3 * BlockLength)]
    public async Task Only_what_is_wrong_is_got_again(TorrentFormat format, int expected)
    {
        var torrent = TestTorrent.OfFile(format, PieceLength, 9_000_000);
        await using var seed = await Node.StartAsync();
        await using var damaged = await Node.StartAsync();
        torrent.WriteTo(seed.ContentDirectory);
        torrent.WriteTo(damaged.ContentDirectory);
        Flip(damaged, torrent, 100_000, 3_000_000, 5_000_000);
        await seed.AddAsync(torrent.Metainfo);

        var repairing = await damaged.AddAsync(torrent.Metainfo, options => options with { CheckAll = true, Peers = [seed.Address] });
        await Eventually.Completes(repairing.Completion);

        repairing.Snapshot().Downloaded.ShouldBe(expected);
        damaged.Read(torrent.Metainfo, torrent.Files[0].Path).ShouldBe(torrent.Files[0].Content);
    }

    [Theory]
    [InlineData(TorrentFormat.Hybrid)]
    [InlineData(TorrentFormat.V2)]
    public async Task What_is_missing_and_what_is_wrong_both_come(TorrentFormat format)
    {
        var torrent = TestTorrent.OfFolder(format, 64 * 1024, 500_000, 0, 200_000, 16_384, 1);
        await using var seed = await Node.StartAsync();
        await using var damaged = await Node.StartAsync();
        torrent.WriteTo(seed.ContentDirectory);
        torrent.WriteTo(damaged.ContentDirectory);
        Flip(damaged, torrent, 0, 70_000, 499_999);
        File.Delete(Path.Combine(damaged.ContentDirectory, torrent.Metainfo.Name, torrent.Files[2].Path));
        await seed.AddAsync(torrent.Metainfo);

        var repairing = await damaged.AddAsync(torrent.Metainfo, options => options with { CheckAll = true, Peers = [seed.Address] });
        await Eventually.Completes(repairing.Completion);

        // Three blocks, and the thirteen of the missing file.
        repairing.Snapshot().Downloaded.ShouldBeLessThanOrEqualTo(16 * BlockLength);
        foreach (var (path, content) in torrent.Files)
        {
            damaged.Read(torrent.Metainfo, path).ShouldBe(content);
        }
    }

    private static void Flip(Node node, TestTorrent torrent, params int[] offsets)
    {
        var path = torrent.Metainfo.IsSingleFile
            ? Path.Combine(node.ContentDirectory, torrent.Files[0].Path)
            : Path.Combine(node.ContentDirectory, torrent.Metainfo.Name, torrent.Files[0].Path);
        var bytes = File.ReadAllBytes(path);
        foreach (var offset in offsets)
        {
            bytes[offset] ^= 1;
        }

        File.WriteAllBytes(path, bytes);
    }
}
