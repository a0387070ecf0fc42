using P2PShare.Testing;
using P2PShare.Testing.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class PieceAnnouncementTests
{
    [Theory]
    [InlineData(WireId.Have, 20)]
    [InlineData(WireId.Have, uint.MaxValue)]
    [InlineData(WireId.Have, 0x8000_0000)]
    [InlineData(WireId.Suggest, 20)]
    [InlineData(WireId.AllowedFast, uint.MaxValue)]
    public Task A_piece_that_does_not_exist_ends_the_session(WireId id, uint piece) => Target.LeechesAsync(async target =>
    {
        var peer = await target.JoinAsync();

        await peer.SendAsync(Wire.Message(id, piece));

        await target.ShouldEndAsync(peer);
    });

    [Theory]
    [InlineData(new byte[] { 0xff, 0xff, 0xf8 })]
    [InlineData(new byte[] { 0, 0, 1 })]
    [InlineData(new byte[] { 0xff, 0xff })]
    [InlineData(new byte[] { 0xff })]
    public Task A_bitfield_with_spare_bits_set_or_of_another_length_ends_the_session(byte[] bits) => Target.LeechesAsync(async target =>
    {
        var peer = await target.JoinAsync();

        await peer.SendAsync(Wire.Raw(WireId.Bitfield, bits));

        await target.ShouldEndAsync(peer);
    });

    [Fact]
    public Task Who_has_told_of_pieces_cannot_take_all_back() => Target.LeechesAsync(async target =>
    {
        var peer = await target.JoinAsync();
        await peer.SendAsync(Wire.Message(WireId.HaveNone), Wire.Message(WireId.HaveNone));
        await Target.ShouldGoOnAsync(peer);

        await peer.SendAsync(Wire.Message(WireId.Have, 3), Wire.Message(WireId.HaveNone));

        await target.ShouldEndAsync(peer);
    });

    [Theory]
    [InlineData(WireId.HaveAll)]
    [InlineData(WireId.HaveNone)]
    [InlineData(WireId.Suggest, 1u)]
    [InlineData(WireId.AllowedFast, 1u)]
    public Task Messages_of_the_fast_extension_without_it_end_the_session(WireId id, params uint[] numbers) => Target.LeechesAsync(async target =>
    {
        var peer = await target.JoinAsync(features: WireFeatures.Extensions);

        await peer.SendAsync(Wire.Message(id, numbers));

        await target.ShouldEndAsync(peer);
    });

    [Fact]
    public Task Saying_twice_what_one_has_counts_once() => Target.LeechesAsync(async target =>
    {
        var liar = await target.JoinAsync();
        await liar.SendAsync(Wire.Repeat(50, Wire.Message(WireId.HaveAll), Scripts.Bitfield(20), Wire.Message(WireId.Have, 5)));
        await Target.ShouldGoOnAsync(liar);
        target.Torrent.Snapshot().Seeds.ShouldBe(1);
        await liar.DisposeAsync();

        // Were anything left of it, the counts of who has what would be wrong, and the picker's order with them.
        await Eventually.Is(() => target.Sessions == 0);
        target.Torrent.Snapshot().Seeds.ShouldBe(0);
        var seed = await target.JoinAsync(answer: Scripts.Serve(target.Content));
        await seed.SendAsync(Scripts.SeedGreeting);
        await Eventually.Completes(target.Torrent.Completion);
    });

    [Fact]
    public Task Losing_and_getting_all_pieces_in_turn_ends_the_session() => Target.LeechesAsync(async target =>
    {
        var peer = await target.JoinAsync();
        byte[][] turn = [Wire.Message(WireId.HaveAll), Wire.Extended(DontHaveId(peer), Wire.Bytes(3))];
        await peer.SendAsync(Wire.Repeat(100, turn));
        await Target.ShouldGoOnAsync(peer);

        await peer.SendAsync(turn);

        await target.ShouldEndAsync(peer);
    });

    // The engine's own: it says so in its extension handshake.
    private static byte DontHaveId(FakePeer peer)
    {
        Eventually.Is(() => peer.Count(WireId.Extended) > 0).GetAwaiter().GetResult();
        var text = System.Text.Encoding.Latin1.GetString(peer.Received.First(message => message.Id == WireId.Extended).Payload.Span);
        var at = text.IndexOf("11:lt_donthavei", StringComparison.Ordinal) + "11:lt_donthavei".Length;
        return byte.Parse(text.AsSpan(at, text.IndexOf('e', at) - at), System.Globalization.CultureInfo.InvariantCulture);
    }
}
