using System.Net;
using System.Security.Cryptography;
using P2PShare.Dht.State;
using P2PShare.Protocol.Krpc;
using Shouldly;
using Xunit;

namespace P2PShare.Dht.Tests.State;

public sealed class NodeCacheTests
{
    private static readonly DhtState Sample = new()
    {
        IPv4Id = Some.Id(1),
        IPv6Id = Some.Id(2),
        Nodes = [new CompactNode(Some.Id(3), IPEndPoint.Parse("1.2.3.4:5")), new CompactNode(Some.Id(4), IPEndPoint.Parse("[2001:db8::1]:6"))],
    };

    [Fact]
    public void What_is_written_is_read_again()
    {
        NodeCache.TryRead(NodeCache.Write(Sample), out var read).ShouldBeTrue();

        read!.IPv4Id.ShouldBe(Sample.IPv4Id);
        read.IPv6Id.ShouldBe(Sample.IPv6Id);
        read.Nodes.ShouldBe(Sample.Nodes);
    }

    [Fact]
    public void A_file_that_is_cut_off_anywhere_is_refused()
    {
        var file = NodeCache.Write(Sample);

        for (var length = 0; length < file.Length; length++)
        {
            NodeCache.TryRead(file.AsSpan(0, length), out _).ShouldBeFalse($"{length} bytes");
        }
    }

    [Fact]
    public void A_file_with_any_bit_changed_is_refused()
    {
        var file = NodeCache.Write(Sample);

        for (var bit = 0; bit < file.Length * 8; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            NodeCache.TryRead(file, out _).ShouldBeFalse($"bit {bit}");
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(DhtLimits.MaxCachedNodes)]
    [InlineData(DhtLimits.MaxCachedNodes + 1)]
    public void No_more_nodes_are_kept_than_the_limit(int count)
    {
        var nodes = Enumerable.Range(0, count).Select(static i => new CompactNode(Some.Id(i), new IPEndPoint(0x01020304 + i, 6881))).ToArray();

        var file = NodeCache.Write(new DhtState { Nodes = nodes });

        file.Length.ShouldBeLessThanOrEqualTo(NodeCache.MaxSize);
        NodeCache.TryRead(file, out var read).ShouldBeTrue();
        read!.Nodes.Count.ShouldBe(DhtLimits.MaxCachedNodes);
    }

    [Fact]
    public void A_file_that_claims_more_nodes_than_it_may_have_is_refused_though_its_checksum_is_right()
    {
        var content = new byte[53 + ((DhtLimits.MaxCachedNodes + 1) * CompactNodes.IPv4Size)];
        NodeCache.Write(new DhtState()).AsSpan(0, 53).CopyTo(content);
        content[50] = DhtLimits.MaxCachedNodes + 1;

        NodeCache.TryRead([.. content, .. SHA256.HashData(content)], out _).ShouldBeFalse();
    }

    [Fact]
    public void A_first_day_has_no_ids_and_no_nodes()
    {
        NodeCache.TryRead(NodeCache.Write(new DhtState()), out var read).ShouldBeTrue();

        read!.IPv4Id.ShouldBeNull();
        read.Nodes.ShouldBeEmpty();
    }
}
