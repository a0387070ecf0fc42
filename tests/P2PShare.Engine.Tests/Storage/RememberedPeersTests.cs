using System.Net;
using Microsoft.Extensions.Logging.Abstractions;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Storage.Records;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class RememberedPeersTests
{
    private static readonly InfoHashes Torrent = new(new Sha1Hash(new byte[Sha1Hash.Size]), null);
    private static readonly IPEndPoint[] Some = [IPEndPoint.Parse("192.0.2.1:6881"), IPEndPoint.Parse("127.0.0.1:1"), IPEndPoint.Parse("[2001:db8::1]:65535")];

    private readonly InMemoryFileSystem _disk = new(new ManualTimeProvider());
    private readonly FaultPlan _plan = new();
    private readonly StateFolder _folder;

    public RememberedPeersTests() => _folder = new StateFolder("/state", new FaultyFileSystem(_disk, _plan), "boot");

    private string Path => _folder.PeersPathOf(Torrent.Key);

    [Fact]
    public void The_next_run_knows_whom_this_one_knew()
    {
        Open().Load().ShouldBeEmpty();
        Open().Save(Some);

        Open().Load().ShouldBe(Some);
    }

    [Fact]
    public void Nobody_is_no_news()
    {
        Open().Save(Some);
        Open().Save([]);

        Open().Load().ShouldBe(Some);
    }

    [Fact]
    public void Nothing_is_written_where_nothing_has_changed()
    {
        var peers = Open();
        peers.Save(Some);
        var before = _plan.Count;

        peers.Save([.. Some.Reverse()]);

        _plan.Count.ShouldBe(before);
    }

    [Fact]
    public void A_hundred_are_kept()
    {
        Open().Save([.. Enumerable.Range(1, 500).Select(port => new IPEndPoint(IPAddress.IPv6Loopback, port))]);

        Open().Load().Count.ShouldBe(RememberedPeers.Capacity);
        _disk.ReadAll(Path).Length.ShouldBe(PeerListCodec.MaxSize);
    }

    [Fact]
    public void A_list_with_any_bit_flipped_is_left_out()
    {
        var bytes = PeerListCodec.Write(Some);
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            PeerListCodec.TryRead(flipped, out _).ShouldBeFalse($"bit {bit}");
        }
    }

    [Fact]
    public void A_list_of_any_other_length_is_left_out()
    {
        var bytes = PeerListCodec.Write(Some);
        for (var length = 0; length < bytes.Length; length++)
        {
            PeerListCodec.TryRead(bytes.AsSpan(0, length), out _).ShouldBeFalse();
        }

        PeerListCodec.TryRead([.. bytes, 0], out _).ShouldBeFalse();
    }

    [Fact]
    public void A_file_that_is_far_too_long_is_not_read()
    {
        _disk.WriteAll(Path, new byte[PeerListCodec.MaxSize + 1]);
        _plan.FailAll(Path, null, FileOperation.OpenToRead);

        Open().Load().ShouldBeEmpty();
    }

    [Fact]
    public void A_disk_that_fails_at_any_moment_ends_nothing_and_leaves_one_of_the_lists()
    {
        Open().Save(Some);
        IPEndPoint[] others = [IPEndPoint.Parse("192.0.2.9:9")];
        for (var operation = 1; ; operation++)
        {
            _plan.FailAt(operation);
            var peers = Open();
            peers.Save(others);
            var failed = _plan.HasFailed;
            _plan.Mend();
            var left = Open().Load();
            (left.SequenceEqual(Some) || left.SequenceEqual(others)).ShouldBeTrue($"operation {operation}");
            if (!failed)
            {
                break;
            }

            Open().Save(Some);
        }

        _plan.FailAt(1);
        Open().Load().ShouldBeEmpty();
    }

    private RememberedPeers Open() => new(_folder, Torrent, NullLogger.Instance);
}
