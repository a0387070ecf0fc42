using P2PShare.Testing;
using P2PShare.Testing.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class FramingTests
{
    [Theory]
    [InlineData(uint.MaxValue, 20)]
    [InlineData(int.MaxValue, 20)]
    [InlineData(0x8000_0000, 7)]
    [InlineData((1 << 20) + 1, 20)]
    [InlineData((1 << 20) + 1, 99)]
    [InlineData((128 * 1024) + 9 + 1, 7)]
    [InlineData(49 + (577 * 32), 22)]
    [InlineData(5, 5)]
    public Task A_message_that_is_announced_too_long_ends_the_session_before_it_comes(uint length, byte id) => Target.SeedsAsync(async target =>
    {
        var peer = await target.JoinAsync();

        await peer.SendAsync([.. Wire.Bytes(length), id]);

        await target.ShouldEndAsync(peer);
        await target.ShouldStillServeAsync();
    });

    [Theory]
    [InlineData(WireId.Choke, 1)]
    [InlineData(WireId.Unchoke, 4)]
    [InlineData(WireId.Interested, 1)]
    [InlineData(WireId.NotInterested, 100_000)]
    [InlineData(WireId.Have, 3)]
    [InlineData(WireId.Have, 5)]
    [InlineData(WireId.Have, 0)]
    [InlineData(WireId.Bitfield, 0)]
    [InlineData(WireId.Bitfield, 4)]
    [InlineData(WireId.Request, 11)]
    [InlineData(WireId.Request, 13)]
    [InlineData(WireId.Piece, 8)]
    [InlineData(WireId.Piece, 0)]
    [InlineData(WireId.Cancel, 16)]
    [InlineData(WireId.Port, 1)]
    [InlineData(WireId.Port, 3)]
    [InlineData(WireId.Suggest, 0)]
    [InlineData(WireId.HaveAll, 1)]
    [InlineData(WireId.HaveNone, 1)]
    [InlineData(WireId.Reject, 8)]
    [InlineData(WireId.AllowedFast, 8)]
    [InlineData(WireId.Extended, 0)]
    [InlineData(WireId.HashRequest, 47)]
    [InlineData(WireId.Hashes, 48)]
    [InlineData(WireId.Hashes, 48 + 31)]
    [InlineData(WireId.HashReject, 49)]
    public Task A_message_of_a_length_that_its_kind_cannot_have_ends_the_session(WireId id, int payload) => Target.SeedsAsync(async target =>
    {
        var peer = await target.JoinAsync();

        await peer.SendAsync(Wire.Raw(id, new byte[payload]));

        await target.ShouldEndAsync(peer);
    });

    [Fact]
    public Task Messages_of_unknown_kinds_are_skipped_up_to_a_number() => Target.SeedsAsync(async target =>
    {
        var peer = await target.JoinAsync();
        var unknown = Wire.Raw((WireId)200, new byte[1000]);
        await peer.SendAsync(Wire.Repeat(64, unknown));
        await Target.ShouldGoOnAsync(peer);

        await peer.SendAsync(unknown);

        await target.ShouldEndAsync(peer);
    });

    [Fact]
    public Task Peers_that_announce_much_and_send_nothing_take_no_memory() => Target.SeedsAsync(async target =>
    {
        var peers = new List<FakePeer>();
        for (var i = 0; i < 50; i++)
        {
            peers.Add(await target.JoinAsync($"10.0.1.{i + 1}"));
        }

        var before = GC.GetTotalMemory(forceFullCollection: true);
        foreach (var peer in peers)
        {
            await peer.SendAsync([.. Wire.Bytes(1 << 20), (byte)WireId.Extended, 5]);
        }

        await Eventually.Is(() => peers.All(peer => !peer.HasEnded));
        await target.ShouldStillServeAsync();
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(20L << 20);
    });
}
