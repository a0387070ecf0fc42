using System.Net;
using System.Text;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using P2PShare.Testing.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class SessionLimitTests
{
    private static readonly IPEndPoint Listener = IPEndPoint.Parse("10.0.1.1:6881");

    [Fact]
    public Task No_more_sessions_than_the_engine_may_have() => Target.SeedsAsync(
        target => OnlyAsync(3, target, i => $"10.0.1.{i}"),
        configure: options => options with { MaxSessions = 3 });

    [Fact]
    public Task No_more_sessions_than_a_torrent_may_have() => Target.SeedsAsync(
        target => OnlyAsync(3, target, i => $"10.0.1.{i}"),
        configure: options => options with { MaxSessionsPerTorrent = 3 });

    [Fact]
    public Task No_more_sessions_than_an_address_may_have() => Target.SeedsAsync(
        async target =>
        {
            await OnlyAsync(3, target, _ => "10.0.1.1");
            var another = await target.JoinAsync("10.0.1.2");
            await Target.ShouldGoOnAsync(another);
        },
        configure: options => options with { MaxSessionsPerAddress = 3 });

    [Fact]
    public Task Strangers_leave_some_of_a_torrents_places_to_those_whom_the_engine_chooses() => Target.SeedsAsync(
        target => OnlyAsync(9, target, i => $"10.0.1.{i}"),
        configure: options => options with { MaxSessionsPerTorrent = 10 });

    [Fact]
    public Task Strangers_leave_some_of_the_engines_places_to_those_whom_it_chooses() => Target.SeedsAsync(
        target => OnlyAsync(9, target, i => $"10.0.1.{i}"),
        configure: options => options with { MaxSessions = 10 });

    [Fact]
    public Task Whoever_has_long_been_of_no_use_makes_room_for_a_guest() => Target.SeedsAsync(
        async target =>
        {
            var eager = await target.JoinAsync("10.0.1.1");
            await eager.SendAsync(Wire.Message(WireId.Interested));
            var idle = await target.JoinAsync("10.0.1.2");
            await RefuseAsync(target, "10.0.1.3");
            await Target.ShouldGoOnAsync(idle);

            target.Clock.Advance(TimeSpan.FromSeconds(121));
            await ManualTimeProvider.LetTasksRunAsync();
            await RefuseAsync(target, "10.0.1.3");

            await Eventually.Is(() => idle.HasEnded);
            await Eventually.Is(() => target.Sessions == 1);
            await Target.ShouldGoOnAsync(eager);
            await Target.ShouldGoOnAsync(await target.JoinAsync("10.0.1.3"));
        },
        configure: options => options with { MaxSessionsPerTorrent = 2 });

    [Fact]
    public Task No_more_attempts_under_way_than_the_engine_may_make() => Target.LeechesAsync(
        async target =>
        {
            var accepted = new List<FakePeer>();
            using var stopping = new CancellationTokenSource();
            var accepting = Enumerable.Range(1, 10).Select(i => AcceptAllAsync(target.Listen($"10.0.1.{i}"), accepted, stopping.Token)).ToList();
            await target.Clock.AdvanceUntilAsync(() => Count(accepted) >= 2, TimeSpan.FromSeconds(1));

            // Eight seconds, in which nobody answers and nobody is given up.
            target.Clock.Advance(TimeSpan.FromSeconds(8));
            await ManualTimeProvider.LetTasksRunAsync();
            Count(accepted).ShouldBe(2);

            await target.Clock.AdvanceUntilAsync(() => Count(accepted) >= 10, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(5));
            await stopping.CancelAsync();
            await Task.WhenAll(accepting);
            foreach (var peer in accepted)
            {
                await peer.DisposeAsync();
            }
        },
        configure: options => options with { MaxHalfOpen = 2 },
        configureTorrent: options => options with { Peers = [.. Enumerable.Range(1, 10).Select(i => IPEndPoint.Parse($"10.0.1.{i}:6881"))] });

    [Fact]
    public Task The_same_peer_id_twice_is_one_session() => Target.SeedsAsync(async target =>
    {
        var first = await target.JoinAsync("10.0.1.1", name: "-XX0001-samesamesame");
        var second = await target.ConnectAsync("10.0.1.2");

        await second.GreetAsync(target.Metainfo.InfoHashes.Primary, "-XX0001-samesamesame");

        await Eventually.Is(() => second.HasEnded);
        await Target.ShouldGoOnAsync(first);
        target.Sessions.ShouldBe(1);
    });

    [Fact]
    public Task A_peer_with_the_engines_own_id_is_no_peer() => Target.SeedsAsync(async target =>
    {
        var own = await OwnIdAsync(target);
        var mirror = await target.ConnectAsync("10.0.1.1");

        await mirror.GreetAsync(target.Metainfo.InfoHashes.Primary, own);

        await Eventually.Is(() => mirror.HasEnded);
        target.Sessions.ShouldBe(0);
        mirror.Received.ShouldBeEmpty();
    });

    [Fact]
    public Task An_address_that_turns_out_to_be_the_engine_itself_is_not_connected_to_again() => Target.LeechesAsync(
        async target =>
        {
            var own = await OwnIdAsync(target, "10.0.1.9");
            var listener = target.Listen("10.0.1.1");
            var mirror = await target.AwaitConnectAsync(listener);
            await mirror.GreetAsync(target.Metainfo.InfoHashes.Primary, own);
            await Eventually.Is(() => mirror.HasEnded);

            var again = listener.AcceptAsync(CancellationToken.None).AsTask();
            for (var minute = 0; minute < 60; minute++)
            {
                target.Clock.Advance(TimeSpan.FromMinutes(1));
                await ManualTimeProvider.LetTasksRunAsync();
            }

            again.IsCompleted.ShouldBeFalse();
            await listener.DisposeAsync();
            await again;
        },
        configureTorrent: options => options with { Peers = [Listener] });

    [Theory]
    [InlineData("zz-the-greater-one--", true)]
    [InlineData("!!-the-smaller-one--", false)]
    public Task Of_two_connections_made_at_the_same_moment_the_greater_ids_stays(string name, bool incomingStays) => Target.LeechesAsync(
        async target =>
        {
            var outgoing = await target.AcceptAsync(target.Listen("10.0.1.1"), name: name);
            await Eventually.Is(() => target.Sessions == 1);
            var incoming = await target.ConnectAsync("10.0.1.1");

            await incoming.GreetAsync(target.Metainfo.InfoHashes.Primary, name);

            var (stays, goes) = incomingStays ? (incoming, outgoing) : (outgoing, incoming);
            await Eventually.Is(() => goes.HasEnded);
            await Target.ShouldGoOnAsync(stays);
            target.Sessions.ShouldBe(1);
        },
        configureTorrent: options => options with { Peers = [Listener] });

    [Fact]
    public Task Nobody_is_put_out_later_by_one_that_takes_its_id() => Target.LeechesAsync(
        async target =>
        {
            var outgoing = await target.AcceptAsync(target.Listen("10.0.1.1"), name: "zz-the-greater-one--");
            await Eventually.Is(() => target.Sessions == 1);
            target.Clock.Advance(TimeSpan.FromSeconds(11));
            var thief = await target.ConnectAsync("10.0.1.2");

            await thief.GreetAsync(target.Metainfo.InfoHashes.Primary, "zz-the-greater-one--");

            await Eventually.Is(() => thief.HasEnded);
            await Target.ShouldGoOnAsync(outgoing);
        },
        configureTorrent: options => options with { Peers = [Listener] });

    private static async Task OnlyAsync(int allowed, Target target, Func<int, string> address)
    {
        var peers = new List<FakePeer>();
        for (var i = 1; i <= allowed; i++)
        {
            peers.Add(await target.JoinAsync(address(i)));
            await Target.ShouldGoOnAsync(peers[^1]);
        }

        await RefuseAsync(target, address(allowed + 1));
        target.Sessions.ShouldBe(allowed);

        await peers[0].DisposeAsync();
        await Eventually.Is(() => target.Sessions == allowed - 1);
        await Target.ShouldGoOnAsync(await target.JoinAsync(address(1)));
    }

    private static async Task RefuseAsync(Target target, string address)
    {
        var tooMany = await target.ConnectAsync(address);
        await tooMany.GreetAsync(target.Metainfo.InfoHashes.Primary, target.NewName());
        await Eventually.Is(() => tooMany.HasEnded);
    }

    private static async Task<string> OwnIdAsync(Target target, string from = "10.0.1.1")
    {
        var peer = await target.JoinAsync(from);
        var id = Encoding.Latin1.GetString(peer.Handshake.AsSpan(48, 20));
        await peer.DisposeAsync();
        await Eventually.Is(() => target.Sessions == 0);
        return id;
    }

    private static async Task AcceptAllAsync(IConnectionListener listener, List<FakePeer> accepted, CancellationToken cancellationToken)
    {
        try
        {
            while (await listener.AcceptAsync(cancellationToken) is { } connection)
            {
                lock (accepted)
                {
                    accepted.Add(FakePeer.Over(connection));
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The test is over.
        }
    }

    private static int Count(List<FakePeer> peers)
    {
        lock (peers)
        {
            return peers.Count;
        }
    }
}
