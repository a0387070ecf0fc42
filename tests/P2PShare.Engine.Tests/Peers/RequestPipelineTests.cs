using P2PShare.Engine.Peers;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Peers;

public sealed class RequestPipelineTests
{
    private const int Block = PieceGeometry.BlockLength;

    [Fact]
    public void A_fast_friend_gets_enough_requests_for_a_gigabit_within_a_second()
    {
        var peer = new SimulatedPeer(bytesPerSecond: 125_000_000, delay: TimeSpan.FromMilliseconds(50), limit: 2000);

        peer.Run(TimeSpan.FromSeconds(1));

        // 50 ms of a gigabit are 380 blocks on their way.
        peer.Pipeline.Window.ShouldBeGreaterThan(400);
        peer.Run(TimeSpan.FromSeconds(4));
        peer.Measure(TimeSpan.FromSeconds(1)).ShouldBeGreaterThan(115_000_000);
    }

    [Fact]
    public void A_far_friend_fills_its_line_too()
    {
        var peer = new SimulatedPeer(bytesPerSecond: 50_000_000, delay: TimeSpan.FromMilliseconds(300), limit: 2000);

        peer.Run(TimeSpan.FromSeconds(5));

        peer.Measure(TimeSpan.FromSeconds(1)).ShouldBeGreaterThan(45_000_000);
    }

    [Fact]
    public void A_slow_peer_holds_a_few_seconds_of_work_and_no_more()
    {
        var peer = new SimulatedPeer(bytesPerSecond: 200_000, delay: TimeSpan.FromMilliseconds(100));

        peer.Run(TimeSpan.FromSeconds(30));

        peer.Pipeline.Window.ShouldBeInRange(30, 50);
        peer.Pipeline.IsSnubbed.ShouldBeFalse();
    }

    [Fact]
    public void The_window_follows_a_line_that_becomes_slower_and_faster()
    {
        var peer = new SimulatedPeer(bytesPerSecond: 4_000_000, delay: TimeSpan.FromMilliseconds(20), limit: 2000);
        peer.Run(TimeSpan.FromSeconds(20));
        var wide = peer.Pipeline.Window;

        peer.BytesPerSecond = 400_000;
        peer.Run(TimeSpan.FromSeconds(30));
        peer.Pipeline.Window.ShouldBeLessThan(wide / 5);

        peer.BytesPerSecond = 8_000_000;
        peer.Run(TimeSpan.FromSeconds(20));
        peer.Measure(TimeSpan.FromSeconds(1)).ShouldBeGreaterThan(7_500_000);
    }

    [Fact]
    public void No_more_is_asked_than_the_peer_said_it_takes()
    {
        var peer = new SimulatedPeer(bytesPerSecond: 125_000_000, delay: TimeSpan.FromMilliseconds(50), limit: 100);

        peer.Run(TimeSpan.FromSeconds(3));

        peer.Pipeline.Window.ShouldBe(100);
        new RequestPipeline { Limit = 0 }.Window.ShouldBe(1);
        new RequestPipeline { Limit = int.MaxValue }.Limit.ShouldBe(RequestPipeline.MaxWindow);
    }

    [Fact]
    public void A_peer_that_owes_and_sends_nothing_is_snubbed_and_trusted_anew_with_its_next_block()
    {
        var pipeline = new RequestPipeline();
        var start = TimeSpan.FromMinutes(1);
        pipeline.Requested(0, start);

        pipeline.Tick(10, start + RequestPipeline.SnubTime - TimeSpan.FromMilliseconds(1)).ShouldBeFalse();
        pipeline.Tick(0, start + RequestPipeline.SnubTime).ShouldBeFalse();
        pipeline.Tick(10, start + RequestPipeline.SnubTime).ShouldBeTrue();
        pipeline.Tick(1, start + (2 * RequestPipeline.SnubTime)).ShouldBeFalse();
        pipeline.IsSnubbed.ShouldBeTrue();
        pipeline.Window.ShouldBe(1);

        pipeline.Arrived(Block, start, start + TimeSpan.FromMinutes(1));
        pipeline.IsSnubbed.ShouldBeFalse();
        pipeline.Window.ShouldBeGreaterThan(1);
    }

    [Fact]
    public void Waiting_begins_with_the_first_request_and_not_with_the_last_block()
    {
        var pipeline = new RequestPipeline();
        pipeline.Arrived(Block, null, TimeSpan.FromMinutes(1));
        pipeline.Requested(0, TimeSpan.FromMinutes(10));

        pipeline.Tick(1, TimeSpan.FromMinutes(10) + TimeSpan.FromSeconds(1)).ShouldBeFalse();
    }

    [Fact]
    public void More_requests_do_not_put_off_the_snub()
    {
        var pipeline = new RequestPipeline();
        pipeline.Requested(0, TimeSpan.Zero);
        pipeline.Requested(5, TimeSpan.FromSeconds(19));

        pipeline.Tick(6, TimeSpan.FromSeconds(20)).ShouldBeTrue();
    }

    [Fact]
    public void The_time_out_follows_how_long_answers_take()
    {
        var quick = new RequestPipeline();
        var slow = new RequestPipeline();
        quick.RequestTimeout.ShouldBe(TimeSpan.FromSeconds(60));
        for (var i = 1; i < 50; i++)
        {
            quick.Arrived(Block, TimeSpan.FromSeconds(i), TimeSpan.FromSeconds(i + 0.1));
            slow.Arrived(Block, TimeSpan.FromSeconds(i), TimeSpan.FromSeconds(i + 25));
        }

        quick.RequestTimeout.ShouldBeInRange(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(12));
        slow.RequestTimeout.ShouldBeInRange(TimeSpan.FromSeconds(35), TimeSpan.FromSeconds(60));
    }

    [Fact]
    public void Refusals_halve_the_window_and_pause_longer_each_time_until_the_peer_is_hopeless()
    {
        var pipeline = new RequestPipeline();
        var now = TimeSpan.FromMinutes(1);
        var pauses = new List<double>();
        while (!pipeline.IsHopeless)
        {
            pipeline.Refused(now);
            pipeline.Refused(now);
            var paused = now;
            while (!pipeline.MayRequest(now))
            {
                now += TimeSpan.FromSeconds(1);
            }

            pauses.Add((now - paused).TotalSeconds);
        }

        pauses.ShouldBe([1, 2, 4, 8, 16, 32, 60, 60, 60]);
        pipeline.Window.ShouldBe(RequestPipeline.MinWindow);
    }

    [Fact]
    public void A_block_between_refusals_clears_them()
    {
        var pipeline = new RequestPipeline();
        for (var i = 0; i < 100; i++)
        {
            var now = TimeSpan.FromMinutes(i);
            pipeline.Refused(now);
            pipeline.Arrived(Block, now, now + TimeSpan.FromSeconds(30));
        }

        pipeline.IsHopeless.ShouldBeFalse();
    }
}
