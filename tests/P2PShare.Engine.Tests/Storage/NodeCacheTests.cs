using System.Net;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging.Abstractions;
using P2PShare.Dht;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Storage.Records;
using P2PShare.Protocol.Krpc;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class NodeCacheTests
{
    private readonly StateFolder _folder = new("/state", new InMemoryFileSystem(new ManualTimeProvider()), "boot");

    private readonly DhtState _state = new()
    {
        IPv4Id = Id(),
        IPv6Id = Id(),
        Nodes = [new CompactNode(Id(), IPEndPoint.Parse("192.0.2.1:6881")), new CompactNode(Id(), IPEndPoint.Parse("[2001:db8::1]:6882"))],
    };

    [Fact]
    public void The_next_run_begins_with_the_ids_and_nodes_of_this_one()
    {
        Keep();

        using var cache = Open();
        var state = cache.Load();
        (state.IPv4Id, state.IPv6Id).ShouldBe((_state.IPv4Id, _state.IPv6Id));
        state.Nodes.ShouldBe(_state.Nodes);
    }

    [Fact]
    public void A_second_process_gets_the_nodes_and_ids_of_its_own_and_keeps_nothing()
    {
        Keep();
        using var first = Open();
        _ = first.Load();

        using var second = Open();
        var state = second.Load();
        second.Save(_state with { Nodes = [_state.Nodes[0]] });

        (state.IPv4Id, state.IPv6Id).ShouldBe((null, null));
        state.Nodes.ShouldBe(_state.Nodes);
        using var third = Open();
        third.Load().Nodes.ShouldBe(_state.Nodes);
    }

    [Fact]
    public void A_cache_with_any_bit_flipped_or_of_any_other_length_is_left_out()
    {
        var bytes = NodeCacheCodec.Write(_state);
        for (var bit = 0; bit < 8 * bytes.Length; bit++)
        {
            var flipped = bytes.ToArray();
            flipped[bit / 8] ^= (byte)(1 << (bit % 8));
            NodeCacheCodec.TryRead(flipped, out _).ShouldBeFalse($"bit {bit}");
        }

        for (var length = 0; length < bytes.Length; length++)
        {
            NodeCacheCodec.TryRead(bytes.AsSpan(0, length), out _).ShouldBeFalse();
        }

        NodeCacheCodec.TryRead([.. bytes, 0], out _).ShouldBeFalse();
    }

    [Fact]
    public void It_is_bounded()
    {
        var many = Enumerable.Range(1, 1000).SelectMany(port => (CompactNode[])
            [new CompactNode(Id(), new IPEndPoint(IPAddress.Loopback, port)), new CompactNode(Id(), new IPEndPoint(IPAddress.IPv6Loopback, port))]);

        var bytes = NodeCacheCodec.Write(new DhtState { Nodes = [.. many] });

        bytes.Length.ShouldBe(NodeCacheCodec.MaxSize);
        NodeCacheCodec.TryRead(bytes, out var state).ShouldBeTrue();
        state.Nodes.Count.ShouldBe(2 * NodeCacheCodec.MaxNodes);
    }

    private static NodeId Id() => NodeId.Random(RandomNumberGenerator.Create());

    private NodeCache Open() => new(_folder, NullLogger.Instance);

    private void Keep()
    {
        using var cache = Open();
        _ = cache.Load();
        cache.Save(_state);
    }
}
