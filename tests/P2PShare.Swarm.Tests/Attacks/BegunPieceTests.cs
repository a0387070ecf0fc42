using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Peers;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class BegunPieceTests
{
    private const int BlockLength = 16384;

    [Fact]
    public Task A_piece_that_its_peer_chokes_us_over_goes_on_from_another() => Target.LeechesAsync(async target =>
    {
        // One block comes, quickly enough for the piece to be its own; then it chokes us and, as BEP 6 has it, refuses the rest.
        var owed = new List<WireMessage>();
        var choker = await target.JoinAsync("10.0.1.1", answer: (_, message) =>
        {
            if (message.Id == WireId.Request)
            {
                owed.Add(message);
            }

            return Task.CompletedTask;
        });
        await choker.SendAsync(Wire.Introduction("d1:mde4:reqqi4ee"), Scripts.SeedGreeting);
        await Eventually.Is(() => choker.Count(WireId.Request) == 4);
        var first = owed[0];
        for (var block = 0; block < 3; block++)
        {
            await choker.SendAsync(Scripts.BlockFor(target.Content, owed[block]));
        }

        // Four, and two or three more, by how many blocks came at once: the second piece is begun, of which a block is still to be asked for.
        await Eventually.Is(() => choker.Count(WireId.Request) >= 6);
        var begun = owed[4].Number(0);
        target.Clock.Advance(TimeSpan.FromSeconds(1));
        await ManualTimeProvider.LetTasksRunAsync();
        await choker.SendAsync(Wire.Message(WireId.Choke));
        await Target.ShouldGoOnAsync(choker);

        var seed = await target.JoinAsync("10.0.1.2");
        await seed.SendAsync(Wire.Introduction("d1:mde4:reqqi1ee"), Scripts.SeedGreeting);

        await Eventually.Is(() => seed.Count(WireId.Request) > 0);
        first.Number(0).ShouldNotBe(begun);
        seed.Received.First(message => message.Id == WireId.Request).Number(0).ShouldBe(begun);
    });

    [Fact]
    public Task A_block_of_a_failed_piece_that_is_got_anew_from_another_gives_back_its_memory() => Target.LeechesAsync(
        async target =>
        {
            // Two give half of the only piece each, and one of them lies.
            var liar = await JoinAsync(target, "10.0.1.1");
            AskedForFirst(liar).ShouldBe(1);
            var friend = await JoinAsync(target, "10.0.1.2");
            foreach (var (peer, bad) in (IEnumerable<(FakePeer, bool)>)[(liar, true), (friend, false)])
            {
                foreach (var request in Requests(peer))
                {
                    await peer.SendAsync(Scripts.BlockFor(target.Content, request, (_, _, data) => bad ? new byte[BlockLength] : data));
                }
            }

            // Now it is to come from one alone, from its first block on, which gives that and chokes us.
            await Eventually.Is(() => AskedForFirst(liar) + AskedForFirst(friend) == 2);
            target.LentBytes.ShouldBe(0);
            var (giver, other) = AskedForFirst(liar) == 2 ? (liar, friend) : (friend, liar);
            var before = AskedForFirst(other);
            await giver.SendAsync(Scripts.BlockFor(target.Content, Requests(giver).Last(request => request.Number(1) == 0)));
            await Eventually.Is(() => target.LentBytes == BlockLength);
            await giver.SendAsync(Wire.Message(WireId.Choke));

            // The other is asked for all of it, and what came is of no use.
            await target.Clock.AdvanceUntilAsync(() => AskedForFirst(other) > before, TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(2));

            target.LentBytes.ShouldBe(0);
        },
        TestTorrent.OfFile(TorrentFormat.V1, 4 * BlockLength, 4 * BlockLength));

    private static async Task<FakePeer> JoinAsync(Target target, string address)
    {
        var peer = await target.JoinAsync(address, WireFeatures.Extensions);
        await peer.SendAsync(Wire.Introduction("d1:mde4:reqqi2ee"), Scripts.Bitfield(1), Wire.Message(WireId.Unchoke));
        await Eventually.Is(() => Requests(peer).Count == 2);
        return peer;
    }

    private static int AskedForFirst(FakePeer peer) => Requests(peer).Count(request => request.Number(1) == 0);

    private static List<WireMessage> Requests(FakePeer peer) => [.. peer.Received.Where(message => message.Id == WireId.Request)];
}
