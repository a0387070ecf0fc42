using P2PShare.Net.Limits;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Net.Tests.Limits;

public sealed class CompositeRateLimiterTests
{
    private readonly ManualTimeProvider _time = new();

    [Fact]
    public async Task The_narrower_limit_rules_whichever_it_is()
    {
        (await new CompositeRateLimiter(Limit(100_000), Limit(1_000_000)).TakeAsync(1 << 20, default)).ShouldBe(20_000);
        (await new CompositeRateLimiter(Limit(1_000_000), Limit(100_000)).TakeAsync(1 << 20, default)).ShouldBe(20_000);
        (await new CompositeRateLimiter(Limit(0), Limit(0)).TakeAsync(1 << 20, default)).ShouldBe(1 << 20);
    }

    [Fact]
    public async Task What_the_shared_limit_did_not_grant_is_given_back_to_the_own()
    {
        var own = Limit(1_000_000);

        await new CompositeRateLimiter(own, Limit(100_000)).TakeAsync(200_000, default);

        (await own.TakeAsync(1 << 20, default)).ShouldBe(180_000);
    }

    [Fact]
    public async Task Cancelled_while_waiting_for_the_shared_limit_it_keeps_nothing()
    {
        var own = Limit(1_000_000);
        var shared = Limit(1000);
        await shared.TakeAsync(int.MaxValue, default);
        using var cancel = new CancellationTokenSource();
        var taking = new CompositeRateLimiter(own, shared).TakeAsync(200_000, cancel.Token).AsTask();

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(Eventually.Completes(taking));
        (await own.TakeAsync(1 << 20, default)).ShouldBe(200_000);
    }

    [Fact]
    public async Task Its_rate_is_the_own_one_and_returned_bytes_go_to_both()
    {
        var own = Limit(100_000);
        var shared = Limit(100_000);
        var both = new CompositeRateLimiter(own, shared) { BytesPerSecond = 200_000 };
        own.BytesPerSecond.ShouldBe(200_000);
        await own.TakeAsync(int.MaxValue, default);
        await shared.TakeAsync(int.MaxValue, default);

        both.Return(5000);

        (await own.TakeAsync(5000, default)).ShouldBe(5000);
        (await shared.TakeAsync(5000, default)).ShouldBe(5000);
    }

    private RateLimiter Limit(long rate) => new(_time, rate);
}
