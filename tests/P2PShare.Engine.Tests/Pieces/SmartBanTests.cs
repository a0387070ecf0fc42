using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Pieces;

public sealed class SmartBanTests
{
    private static readonly PeerKey Honest = new(0, 1);
    private static readonly PeerKey Liar = new(1, 2);
    private static readonly PeerKey Third = new(2, 3);

    private readonly SmartBan _ban = new();
    private readonly HashSet<PeerKey> _liars = [];

    [Fact]
    public void Who_sent_a_failed_piece_alone_is_named_at_once()
    {
        _ban.PieceFailed(7, [PeerKey.None, Liar, Liar], Digests("000"), _liars);

        _liars.ShouldBe([Liar]);
        _ban.IsWatching(7).ShouldBeFalse();
    }

    [Fact]
    public void Of_several_senders_only_the_one_whose_block_was_another_is_named()
    {
        _ban.PieceFailed(7, [Honest, Liar, Third], Digests("axc"), _liars);
        _liars.ShouldBeEmpty();
        _ban.IsWatching(7).ShouldBeTrue();

        _ban.PiecePassed(7, Digests("abc"), _liars);

        _liars.ShouldBe([Liar]);
        _ban.IsWatching(7).ShouldBeFalse();
    }

    [Fact]
    public void Poison_in_the_last_block_names_its_sender()
    {
        _ban.PieceFailed(7, [Honest, Honest, Liar], Digests("abx"), _liars);
        _ban.PiecePassed(7, Digests("abc"), _liars);

        _liars.ShouldBe([Liar]);
    }

    [Fact]
    public void Several_liars_in_several_tries_are_all_named_in_the_end()
    {
        _ban.PieceFailed(7, [Honest, Liar, Honest], Digests("axc"), _liars);
        _ban.PieceFailed(7, [Honest, Honest, Third], Digests("aby"), _liars);
        _liars.ShouldBeEmpty();

        _ban.PiecePassed(7, Digests("abc"), _liars);

        _liars.ShouldBe([Liar, Third], ignoreOrder: true);
    }

    [Fact]
    public void Who_sends_two_versions_of_a_block_is_named_before_the_piece_passes()
    {
        _ban.PieceFailed(7, [Honest, Liar], Digests("ax"), _liars);
        _ban.PieceFailed(7, [Honest, Liar], Digests("ay"), _liars);

        _liars.ShouldBe([Liar]);
    }

    [Fact]
    public void A_liar_that_makes_good_on_the_second_try_is_still_named()
    {
        _ban.PieceFailed(7, [Honest, Liar], Digests("ax"), _liars);
        _ban.PiecePassed(7, Digests("ab"), _liars);

        _liars.ShouldBe([Liar]);
    }

    [Fact]
    public void Whoever_got_the_slot_of_a_liar_that_left_is_not_taken_for_it()
    {
        _ban.PieceFailed(7, [Honest, Liar], Digests("ax"), _liars);
        _ban.PiecePassed(7, Digests("ab"), _liars);

        _liars.ShouldNotContain(new PeerKey(Liar.Slot, Liar.Serial + 5));
    }

    [Fact]
    public void Nobody_is_named_when_all_that_was_sent_was_right()
    {
        _ban.PieceFailed(7, [Honest, Third], Digests("ab"), _liars);
        _ban.PiecePassed(7, Digests("ab"), _liars);

        _liars.ShouldBeEmpty();
    }

    [Fact]
    public void Remembers_no_more_than_its_share_and_the_newest_longest()
    {
        var blocks = SmartBan.MaxBlocks / 4;
        var senders = Enumerable.Range(0, blocks).Select(block => block % 2 == 0 ? Honest : Liar).ToArray();
        var digests = new BlockDigest[blocks];
        for (var piece = 0; piece < 10; piece++)
        {
            _ban.PieceFailed(piece, senders, digests, _liars);
        }

        Enumerable.Range(0, 10).Where(_ban.IsWatching).ShouldBe([6, 7, 8, 9]);
    }

    [Fact]
    public void Digests_differ_when_a_bit_does()
    {
        var block = new byte[16 * 1024];
        var digest = BlockDigest.Of(block);
        block[^1] ^= 1;

        BlockDigest.Of(block).ShouldNotBe(digest);
    }

    private static BlockDigest[] Digests(string versions) => [.. versions.Select(version => new BlockDigest(version))];
}
