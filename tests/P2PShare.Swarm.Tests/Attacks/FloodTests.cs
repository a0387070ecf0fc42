using P2PShare.Testing.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class FloodTests
{
    private const int Count = 100_000;

    public static TheoryData<string> Floods => ["have", "haves", "interested", "choke", "choked", "keep-alive", "cancel", "reject", "suggest", "allowed", "port"];

    [Theory]
    [MemberData(nameof(Floods))]
    public Task A_flood_takes_no_memory_and_no_log_and_others_are_served_meanwhile(string what) => Target.SeedsAsync(async target =>
    {
        var peer = await target.JoinAsync();
        await Target.ShouldGoOnAsync(peer);
        await peer.SendAsync(Wire.Repeat(1000, FloodOf(what)));
        await Target.ShouldGoOnAsync(peer);
        var lines = target.Log.Lines.Count;
        var flood = Wire.Repeat(Count, FloodOf(what));
        var before = GC.GetTotalMemory(forceFullCollection: true);

        var flooding = peer.SendAsync(flood);

        await target.ShouldStillServeAsync();
        (await flooding).ShouldBeTrue();
        await Target.ShouldGoOnAsync(peer);

        // Two lines tell of the one that was served.
        target.Log.Lines.Count.ShouldBeLessThanOrEqualTo(lines + 2);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(4_000_000);
        GC.KeepAlive(flood);
    });

    [Fact]
    public Task Who_changes_its_mind_all_the_time_is_not_answered_each_time() => Target.SeedsAsync(async target =>
    {
        var peer = await target.JoinAsync();

        await peer.SendAsync(Wire.Repeat(Count, Wire.Message(WireId.Interested), Wire.Message(WireId.NotInterested)));

        await Target.ShouldGoOnAsync(peer);
        peer.Count(WireId.Unchoke).ShouldBeLessThan(Count / 20);
    });

    private static byte[][] FloodOf(string what) => what switch
    {
        "have" => [Wire.Message(WireId.Have, 3)],
        "haves" => [.. Enumerable.Range(0, 3).Select(piece => Wire.Message(WireId.Have, (uint)piece))],
        "interested" => [Wire.Message(WireId.Interested), Wire.Message(WireId.NotInterested)],
        "choke" => [Wire.Message(WireId.Choke), Wire.Message(WireId.Unchoke)],
        "choked" => [Wire.Message(WireId.Choke)],
        "keep-alive" => [Wire.KeepAlive],
        "cancel" => [Wire.Message(WireId.Cancel, 0, 0, 16384)],
        "reject" => [Wire.Message(WireId.Reject, 0, 0, 16384)],
        "suggest" => [Wire.Message(WireId.Suggest, 3), Wire.Message(WireId.Suggest, 4)],
        "allowed" => [Wire.Message(WireId.AllowedFast, 3)],
        "port" => [Wire.Raw(WireId.Port, 1, 2)],
        _ => throw new ArgumentOutOfRangeException(nameof(what)),
    };
}
