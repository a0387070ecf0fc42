using System.Globalization;
using P2PShare.Testing;
using P2PShare.Testing.Peers;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class ExtensionTests
{
    public static TheoryData<string, string> Broken => new()
    {
        { "nothing bencoded", "garbage" },
        { "cut off", "d1:md11:ut_metadatai1e" },
        { "no dictionary", "i5e" },
        { "a length of 10^40", $"d1:m{new string('9', 40)}:x" },
        { "a length beyond the end", "d1:v2000000000:xe" },
        { "deep", $"d1:m{new string('l', 5000)}{new string('e', 5000)}e" },
        { "deep dictionaries", $"d1:m{string.Concat(Enumerable.Repeat("d1:a", 2000))}{new string('e', 2000)}e" },
        { "50,000 keys", $"d1:md{string.Concat(Enumerable.Range(0, 50_000).Select(i => $"5:{i:D5}i1e"))}ee" },
        { "2,000 keys in little room", $"d1:md{string.Concat(Enumerable.Range(0, 1200).Select(i => $"4:{i:D4}i1e"))}ee" },
        { "a value of 500 KB", $"d1:v500000:{new string('x', 500_000)}e" },
    };

    public static TheoryData<string, string> Odd => new()
    {
        { "ids out of range", "d1:md11:lt_donthavei256e11:ut_metadatai-1e6:ut_pexi18446744073709551617eee" },
        { "a huge number", $"d1:md11:lt_donthavei{new string('9', 60)}eee" },
        { "ids that are no numbers", "d1:md11:lt_donthave3:abc6:ut_pexleee" },
        { "a map that is none", "d1:mi5ee" },
        { "reqq 0", "d1:mde4:reqqi0ee" },
        { "reqq 2^62", "d1:mde4:reqqi4611686018427387904ee" },
        { "reqq 10^30", $"d1:mde4:reqqi1{new string('0', 30)}ee" },
        { "reqq negative", "d1:mde4:reqqi-1ee" },
        { "reqq a string", "d1:mde4:reqq3:250e" },
        { "port 0", "d1:mde1:pi0ee" },
        { "port 65536", "d1:mde1:pi65536ee" },
        { "port 2^40", "d1:mde1:pi1099511627776ee" },
        { "port negative", "d1:mde1:pi-1ee" },
        { "an address of 5 bytes", "d1:mde6:yourip5:12345e" },
        { "a metadata size of 2^62", "d1:mde13:metadata_sizei4611686018427387904ee" },
        { "a negative metadata size", "d1:mde13:metadata_sizei-5ee" },
        { "a name that is no text", "d1:mde1:v4:\u00ff\u00fe\u001b[e" },
        { "upload_only a list", "d1:mde11:upload_onlylee" },
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public Task An_extension_handshake_that_is_none_ends_the_session(string what, string text) => Target.SeedsAsync(async target =>
    {
        what.ShouldNotBeEmpty();
        var peer = await target.JoinAsync();

        await peer.SendAsync(Wire.Introduction(text));

        await target.ShouldEndAsync(peer);
    });

    [Theory]
    [MemberData(nameof(Odd))]
    public Task What_makes_no_sense_in_one_is_left_out_and_the_download_goes_on(string what, string text) => Target.LeechesAsync(async target =>
    {
        what.ShouldNotBeEmpty();
        var seed = await target.JoinAsync(answer: Scripts.Serve(target.Content));
        await seed.SendAsync(Wire.Introduction(text));

        await seed.SendAsync(Scripts.SeedGreeting);

        await Eventually.Completes(target.Torrent.Completion);
    });

    [Fact]
    public Task One_introduction_after_another_ends_the_session_after_a_hundred() => Target.SeedsAsync(async target =>
    {
        var peer = await target.JoinAsync();
        var introduction = Wire.Introduction("d1:mdee");
        await peer.SendAsync(Wire.Repeat(100, introduction));
        await Target.ShouldGoOnAsync(peer);

        await peer.SendAsync(Wire.Repeat(4900, introduction));

        await target.ShouldEndAsync(peer);
    });

    [Theory]
    [InlineData(3)]
    [InlineData(1)]
    public Task No_more_is_asked_of_a_peer_at_once_than_it_says_it_takes(int limit) => Target.LeechesAsync(async target =>
    {
        var peer = await target.JoinAsync();
        await peer.SendAsync(Wire.Introduction($"d1:mde4:reqqi{limit.ToString(CultureInfo.InvariantCulture)}ee"), Scripts.SeedGreeting);
        for (var answered = 0; answered < 20; answered++)
        {
            await Eventually.Is(() => peer.Count(WireId.Request) >= limit + answered);

            // What was asked has come before the answer to a later question.
            await Target.ShouldGoOnAsync(peer);
            peer.Count(WireId.Request).ShouldBe(limit + answered);
            await peer.SendAsync(Scripts.BlockFor(target.Content, peer.Received.Where(message => message.Id == WireId.Request).ElementAt(answered)));
        }
    });

    [Fact]
    public Task Where_a_peer_says_it_listens_is_believed_once_and_for_its_own_address_alone() => Target.LeechesAsync(async target =>
    {
        var listeners = Enumerable.Range(1, 50).Select(port => target.Listen("10.0.1.1", 7000 + port)).ToList();
        var accepting = listeners.ConvertAll(listener => listener.AcceptAsync(CancellationToken.None).AsTask());
        var peer = await target.JoinAsync("10.0.1.1");
        foreach (var listener in listeners)
        {
            await peer.SendAsync(Wire.Introduction($"d1:mde1:pi{listener.LocalEndPoint.Port.ToString(CultureInfo.InvariantCulture)}ee"));
        }

        await Target.ShouldGoOnAsync(peer);
        target.Torrent.Snapshot().KnownPeers.ShouldBe(1);
        await peer.DisposeAsync();
        await target.Clock.AdvanceUntilAsync(() => accepting.Any(task => task.IsCompleted), TimeSpan.FromSeconds(1));
        target.Clock.Advance(TimeSpan.FromMinutes(1));
        await ManualTimeProvider.LetTasksRunAsync();
        accepting.FindAll(task => task.IsCompleted).ShouldBe([accepting[0]]);
        await (await accepting[0])!.DisposeAsync();
    });
}
