using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Peers;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Attacks;

[Collection(AttacksCollection.Name)]
public sealed class HashMessageTests
{
    private static TestTorrent Content => TestTorrent.OfFile(TorrentFormat.V2, Target.PieceLength, (20 * Target.PieceLength) - 1000);

    [Theory]
    [InlineData(64, 0, 2, 0)]
    [InlineData(uint.MaxValue, 0, 2, 0)]
    [InlineData(0, 1, 2, 0)]
    [InlineData(0, 128, 2, 0)]
    [InlineData(0, 0xffff_fffe, 2, 0)]
    [InlineData(0, 0x7fff_fffe, 2, 0)]
    [InlineData(0, 0, 0, 0)]
    [InlineData(0, 0, 3, 0)]
    [InlineData(0, 0, 16384, 0)]
    [InlineData(0, 0, uint.MaxValue, 0)]
    [InlineData(0, 0, 0x8000_0000, 0)]
    [InlineData(2, 0, 512, 0)]
    [InlineData(0, 0, 2, 100)]
    [InlineData(0, 0, 2, uint.MaxValue)]
    [InlineData(6, 0, 2, 1)]
    public Task An_absurd_hash_request_is_rejected(uint layer, uint index, uint length, uint proof) => Target.SeedsAsync(
        async target =>
        {
            var peer = await target.JoinAsync();

            await peer.SendAsync(Wire.Hash(WireId.HashRequest, Root(target), layer, index, length, proof));

            await Eventually.Is(() => peer.HasEnded || peer.Count(WireId.HashReject) == 1);
            peer.Count(WireId.Hashes).ShouldBe(0);
            await Target.ShouldGoOnAsync(peer);
        },
        Content);

    [Fact]
    public Task A_hash_request_for_an_unknown_file_is_rejected_and_a_right_one_answered() => Target.SeedsAsync(
        async target =>
        {
            var peer = await target.JoinAsync();

            await peer.SendAsync(Wire.Hash(WireId.HashRequest, default, 0, 0, 2, 0), Wire.Hash(WireId.HashRequest, Root(target), 0, 0, 4, 1));

            await Eventually.Is(() => peer.Count(WireId.HashReject) == 1 && peer.Count(WireId.Hashes) == 1);
            peer.Received.Single(message => message.Id == WireId.Hashes).Payload.Length.ShouldBe(48 + (4 * 32));
        },
        Content);

    [Fact]
    public Task A_hash_request_of_one_that_does_not_speak_v2_ends_the_session() => Target.SeedsAsync(async target =>
    {
        var peer = await target.JoinAsync();

        await peer.SendAsync(Wire.Hash(WireId.HashRequest, default, 0, 0, 2, 0));

        await target.ShouldEndAsync(peer);
    });

    [Fact]
    public Task A_flood_of_hash_requests_has_few_wait_and_the_rest_rejected() => Target.SeedsAsync(
        async target =>
        {
            const int count = 20_000;
            var peer = await target.JoinAsync();

            await peer.SendAsync(Wire.Repeat(count, Wire.Hash(WireId.HashRequest, Root(target), 0, 0, 64, 0)));

            await Eventually.Is(() => peer.Count(WireId.HashReject) + peer.Count(WireId.Hashes) == count);
            peer.Count(WireId.HashReject).ShouldBeGreaterThan(count / 2);
            await target.ShouldStillServeAsync();
        },
        Content);

    [Fact]
    public Task Hashes_and_rejects_that_nobody_asked_for_change_nothing() => Target.LeechesAsync(
        async target =>
        {
            var seed = await target.JoinAsync(answer: Scripts.Serve(target.Content));
            await seed.SendAsync(
                Wire.Repeat(200, Wire.Hash(WireId.Hashes, Root(target), 0, 0, 4, 1, new byte[4 * 32]), Wire.Hash(WireId.HashReject, Root(target), 0, 0, 4, 1)),
                Wire.Hash(WireId.Hashes, Root(target), uint.MaxValue, uint.MaxValue, uint.MaxValue, uint.MaxValue, new byte[32]));
            await Target.ShouldGoOnAsync(seed);

            await seed.SendAsync(Scripts.SeedGreeting);

            await Eventually.Completes(target.Torrent.Completion);
        },
        Content);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public Task Wrong_hashes_about_a_failed_piece_end_the_session_and_accuse_nobody(bool rightLength) => Target.LeechesAsync(
        async target =>
        {
            // The witness has the piece that a liar spoilt one block of, and lies about it.
            var witness = await target.JoinAsync("10.0.1.2", answer: async (peer, message) =>
            {
                if (message.Id == WireId.HashRequest)
                {
                    await peer.SendAsync([.. Wire.Raw(WireId.Hashes, [.. message.Payload.Span, .. new byte[(rightLength ? 4 : 3) * 32]])]);
                }
            });
            await witness.SendAsync(Wire.Message(WireId.Have, 0));
            var spoilt = false;
            var liar = await target.JoinAsync("10.0.1.1", answer: Scripts.Serve(target.Content, (piece, begin, data) =>
            {
                if (piece == 0 && begin == 16384 && !spoilt)
                {
                    spoilt = true;
                    data[5] ^= 1;
                }

                return data;
            }));
            await liar.SendAsync(Scripts.SeedGreeting);

            await Eventually.Is(() => witness.HasEnded);
            target.Banned.ShouldNotContain(witness.LocalEndPoint);
            await using var seed = await target.JoinAsync("10.0.1.3", answer: Scripts.Serve(target.Content));
            await seed.SendAsync(Scripts.SeedGreeting);
            await target.Clock.AdvanceUntilAsync(target.Torrent.Completion, TimeSpan.FromSeconds(1));
            target.Banned.ShouldBe([liar.LocalEndPoint]);
        },
        Content);

    [Fact]
    public Task A_witness_that_says_nothing_holds_up_a_failed_piece_for_ten_seconds() => Target.LeechesAsync(
        async target =>
        {
            var witness = await target.JoinAsync("10.0.1.2");
            await witness.SendAsync(Wire.Message(WireId.Have, 0));
            var liar = await target.JoinAsync("10.0.1.1", answer: Scripts.Serve(target.Content, (piece, begin, data) =>
            {
                data[0] ^= piece == 0 && begin == 0 ? (byte)1 : (byte)0;
                return data;
            }));
            await liar.SendAsync(Scripts.SeedGreeting);
            await Eventually.Is(() => witness.Count(WireId.HashRequest) > 0);

            await target.Clock.AdvanceUntilAsync(() => target.Banned.Count > 0, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(60));

            target.Banned.ShouldBe([liar.LocalEndPoint]);
        },
        Content);

    [Fact]
    public Task A_peer_that_has_no_hashes_for_damaged_content_is_asked_a_few_times_and_gives_the_rest_whole() => Target.RepairsAsync(
        async target =>
        {
            var serve = Scripts.Serve(target.Content);
            var seed = await target.JoinAsync(answer: (peer, message) => message.Id == WireId.HashRequest
                ? peer.SendAsync(Wire.Raw(WireId.HashReject, message.Payload.ToArray()))
                : serve(peer, message));
            await seed.SendAsync(Scripts.SeedGreeting);

            await Eventually.Completes(target.Torrent.Completion);

            // Eight that came to nothing, and up to three that were under way by then; there are twenty pieces.
            seed.Count(WireId.HashRequest).ShouldBeInRange(8, 11);
            target.Torrent.Snapshot().Downloaded.ShouldBe(target.Content.Files[0].Content.Length);
        },
        Content);

    private static Sha256Hash Root(Target target) => target.Metainfo.Files[0].PiecesRoot!.Value;
}
