using System.Net;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class HandshakeTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public Task A_handshake_that_trickles_in_is_given_up_however_lively_it_is() => Target.SeedsAsync(async target =>
    {
        var peer = await target.ConnectAsync();
        var handshake = Wire.Handshake(target.Metainfo.InfoHashes.Primary, target.NewName(), WireFeatures.Usual);

        // A byte every five seconds were 340 seconds in all.
        var sent = 0;
        while (sent < handshake.Length && !peer.HasEnded)
        {
            await peer.SendAsync([handshake[sent++]]);
            target.Clock.Advance(5 * Second);
            await ManualTimeProvider.LetTasksRunAsync();
        }

        await Eventually.Is(() => peer.HasEnded);
        peer.Handshake.ShouldBeNull();
    });

    [Fact]
    public Task A_peer_that_we_connect_to_has_as_little_time_to_answer() => Target.LeechesAsync(
        async target =>
        {
            var listener = target.Listen("10.0.1.1");
            var silent = await target.AwaitConnectAsync(listener);
            await Eventually.Is(() => silent.Handshake is not null);

            await target.Clock.AdvanceUntilAsync(() => silent.HasEnded, Second, TimeSpan.FromSeconds(60));
        },
        configureTorrent: options => options with { Peers = [IPEndPoint.Parse("10.0.1.1:6881")] });

    [Fact]
    public Task Silent_connections_hold_up_others_for_the_limit_and_no_longer() => Target.SeedsAsync(async target =>
    {
        for (var i = 0; i < 100; i++)
        {
            await target.ConnectAsync($"10.0.2.{i + 1}");
        }

        var honest = await target.ConnectAsync();
        await honest.GreetAsync(target.Metainfo.InfoHashes.Primary, target.NewName());
        await target.Clock.AdvanceUntilAsync(() => honest.Handshake is not null, Second, TimeSpan.FromSeconds(60));
        await Target.ShouldGoOnAsync(honest);
    });

    [Fact]
    public Task One_address_cannot_take_all_places_for_handshakes() => Target.SeedsAsync(async target =>
    {
        for (var i = 0; i < 100; i++)
        {
            await target.ConnectAsync("10.0.2.1");
        }

        // The clock stands: none of them runs out of time.
        var honest = await target.JoinAsync("10.0.3.1");
        await Target.ShouldGoOnAsync(honest);
    });

    [Theory]
    [InlineData("\u0013BitTorrent protocoL")]
    [InlineData("GET / HTTP/1.1\r\n")]
    [InlineData("\u0012BitTorrent protocol")]
    public Task Another_protocol_is_refused_at_its_first_wrong_byte(string bytes) => Target.SeedsAsync(async target =>
    {
        var peer = await target.ConnectAsync();

        await peer.SendAsync(System.Text.Encoding.Latin1.GetBytes(bytes));

        await Eventually.Is(() => peer.HasEnded);
        peer.Handshake.ShouldBeNull();
    });

    [Fact]
    public Task Who_asks_for_an_unknown_torrent_learns_nothing() => Target.SeedsAsync(async target =>
    {
        var peer = await target.ConnectAsync();

        await peer.GreetAsync(new Sha1Hash(new byte[20]), target.NewName());

        await Eventually.Is(() => peer.HasEnded);
        peer.Handshake.ShouldBeNull();
        target.Sessions.ShouldBe(0);
    });

    [Fact]
    public Task Who_answers_for_another_torrent_is_left() => Target.LeechesAsync(
        async target =>
        {
            var listener = target.Listen("10.0.1.1");
            var peer = await target.AwaitConnectAsync(listener);
            await peer.GreetAsync(new Sha1Hash(new byte[20]), target.NewName());

            await Eventually.Is(() => peer.HasEnded);
            target.Sessions.ShouldBe(0);
        },
        configureTorrent: options => options with { Peers = [IPEndPoint.Parse("10.0.1.1:6881")] });
}
