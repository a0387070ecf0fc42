using P2PShare.Engine.Diagnostics;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Diagnostics;

public sealed class ShareMeterTests
{
    [Fact]
    public void It_tells_the_share_of_the_last_ten_looks()
    {
        var meter = new ShareMeter();
        meter.Share.ShouldBe(0);

        meter.Add(1);
        meter.Share.ShouldBe(1);
        meter.Add(0);
        meter.Share.ShouldBe(0.5);
        for (var look = 0; look < 8; look++)
        {
            meter.Add(0);
        }

        meter.Share.ShouldBe(0.1, 1e-9);
        meter.Add(0);
        meter.Share.ShouldBe(0);
        for (var look = 0; look < 1000; look++)
        {
            meter.Add(1);
        }

        meter.Share.ShouldBe(1, 1e-9);
    }
}
