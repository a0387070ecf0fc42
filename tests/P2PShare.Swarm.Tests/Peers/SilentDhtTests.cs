using P2PShare.Dht;
using P2PShare.Engine.Diagnostics;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>A DHT whose every router is out of reach.</summary>
public sealed class SilentDhtTests
{
    [Fact]
    public async Task When_nobody_in_the_DHT_answers_one_line_says_so_and_peers_are_served_all_the_same()
    {
        await using var scene = await Scene.OfSeedAsync(configure: options => options with { DhtRouters = [new DhtRouter("10.0.9.1", 6881), new DhtRouter("10.0.9.2", 6881)] });

        await scene.PassAsync(TimeSpan.FromMinutes(10), step: TimeSpan.FromSeconds(1));

        await scene.UntilAsync(() => Warnings(scene).Count > 0);
        Warnings(scene).ShouldHaveSingleItem().Message.ShouldStartWith("nobody in the DHT answers");
        (await scene.ComeAsync()).IsLeft.ShouldBeFalse();
    }

    private static List<EngineEvent.Warning> Warnings(Scene scene) => [.. scene.Node.Told.OfType<EngineEvent.Warning>()];
}
