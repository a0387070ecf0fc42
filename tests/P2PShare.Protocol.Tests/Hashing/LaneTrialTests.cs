using P2PShare.Protocol.Hashing;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Hashing;

public sealed class LaneTrialTests
{
    [Theory]
    [InlineData(HashKind.Sha1)]
    [InlineData(HashKind.Sha256)]
    public unsafe void A_kernel_that_is_fast_but_wrong_is_not_taken(HashKind kind) =>
        LaneTrial.Best(kind, [new HashKernel(kind, 8, (state, _, blocks) => state[0] += (uint)blocks)]).ShouldBe(1);

    [Fact]
    public unsafe void A_kernel_that_is_wrong_in_one_lane_is_not_taken()
    {
        if (Lanes8.IsSupported)
        {
            var right = HashKernel.Of(HashKind.Sha1, 8);
            LaneTrial.Best(HashKind.Sha1, [new HashKernel(HashKind.Sha1, 8, (state, messages, blocks) =>
            {
                right.Compress(state, messages, blocks);
                state[7] ^= 1;
            })]).ShouldBe(1);
        }
    }

    [Fact]
    public unsafe void A_kernel_that_is_right_but_slow_is_not_taken()
    {
        if (Lanes8.IsSupported)
        {
            var right = HashKernel.Of(HashKind.Sha1, 8);
            LaneTrial.Best(HashKind.Sha1, [new HashKernel(HashKind.Sha1, 8, (state, messages, blocks) =>
            {
                right.Compress(state, messages, blocks);
                var other = stackalloc uint[5 * 8];
                for (var again = 0; again < 20; again++)
                {
                    right.Compress(other, messages, blocks);
                }
            })]).ShouldBe(1);
        }
    }

    [Fact]
    public void Without_kernels_the_platforms_hash_is_taken() => LaneTrial.Best(HashKind.Sha1, []).ShouldBe(1);

    [Fact]
    public void Little_is_hashed_one_after_another() => HashLanes.For(HashKind.Sha1, bytes: 1_000_000).ShouldBe(1);

    [Theory]
    [InlineData(HashKind.Sha1)]
    [InlineData(HashKind.Sha256)]
    public void Much_is_hashed_in_the_lanes_that_the_machine_has(HashKind kind) =>
        HashLanes.For(kind, bytes: 1L << 40).ShouldBeOneOf([1, .. HashKernel.Supported(kind).Select(kernel => kernel.Lanes)]);
}
