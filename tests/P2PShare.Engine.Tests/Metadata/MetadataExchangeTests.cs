using P2PShare.Engine.Metadata;
using P2PShare.Engine.Peers;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Metadata;

public sealed class MetadataExchangeTests
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(1);
    private static readonly byte[] Info = Bytes((5 * MetadataMessage.PieceLength) + 100, seed: 1);
    private static readonly PeerKey Ann = new(0, 1);
    private static readonly PeerKey Ben = new(1, 2);
    private static readonly PeerKey Eve = new(2, 3);

    private readonly MetadataExchange _exchange = new(new InfoHashes(Sha1Hash.Of(Info), Sha256Hash.Of(Info)));
    private readonly List<PeerKey> _liars = [];

    [Fact]
    public void Several_peers_are_asked_at_once_and_each_for_something_else()
    {
        _exchange.PeerOffers(Ann, Info.Length);
        _exchange.PeerOffers(Ben, Info.Length);

        var asked = (int[])[.. AskAll(Ann), .. AskAll(Ben)];

        asked.Order().ShouldBe([0, 1, 2, 3, 4, 5]);
        AskAll(Ann).ShouldBeEmpty();
    }

    [Fact]
    public void What_has_the_info_hash_is_the_info_dictionary()
    {
        _exchange.PeerOffers(Ann, Info.Length);

        GetAll(Ann, Info).ShouldBe(Info);
        _liars.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(null)]
    [InlineData(0L)]
    [InlineData(-1L)]
    [InlineData((long)MetadataExchange.MaxLength + 1)]
    [InlineData(1L << 40)]
    public void Who_states_an_impossible_length_is_not_asked(long? length)
    {
        _exchange.PeerOffers(Eve, length);

        AskAll(Eve).ShouldBeEmpty();
    }

    [Fact]
    public void The_longest_is_asked_for() => Should.NotThrow(() =>
    {
        _exchange.PeerOffers(Ann, MetadataExchange.MaxLength);
        AskAll(Ann).Count.ShouldBe(MetadataExchange.MaxOutstanding);
    });

    [Fact]
    public void A_sole_sender_of_something_else_lied()
    {
        _exchange.PeerOffers(Eve, Info.Length);

        GetAll(Eve, Bytes(Info.Length, seed: 2)).ShouldBeNull();

        _liars.ShouldBe([Eve]);
    }

    [Fact]
    public void Where_two_do_not_fit_together_each_is_asked_alone_and_the_liar_is_found()
    {
        _exchange.PeerOffers(Ann, Info.Length);
        _exchange.PeerOffers(Eve, Info.Length);
        var lie = Bytes(Info.Length, seed: 2);
        var mine = AskAll(Ann);
        var hers = AskAll(Eve);
        foreach (var piece in mine)
        {
            Give(Ann, piece, Info);
        }

        foreach (var piece in hers)
        {
            Give(Eve, piece, lie).ShouldBeNull();
        }

        _liars.ShouldBeEmpty();
        GetAll(Eve, lie).ShouldBeNull();
        _liars.ShouldBe([Eve]);
        _exchange.PeerLeft(Eve);
        GetAll(Ann, Info).ShouldBe(Info);
        _liars.ShouldBe([Eve]);
    }

    [Fact]
    public void A_part_of_another_length_is_a_lie_and_takes_no_memory()
    {
        _exchange.PeerOffers(Eve, Info.Length);
        var piece = AskAll(Eve)[0];

        _exchange.Received(Eve, piece, new byte[MetadataMessage.PieceLength - 1], _liars).ShouldBeNull();

        _liars.ShouldBe([Eve]);
    }

    [Fact]
    public void What_nobody_asked_for_is_not_taken()
    {
        _exchange.PeerOffers(Ann, Info.Length);
        _exchange.PeerOffers(Eve, Info.Length);
        AskAll(Ann).ShouldContain(0);

        Give(Eve, 0, Bytes(Info.Length, seed: 2)).ShouldBeNull();
        Give(Eve, 77, new byte[80 * MetadataMessage.PieceLength]).ShouldBeNull();

        _liars.ShouldBeEmpty();
        foreach (var piece in Enumerable.Range(0, 4))
        {
            Give(Ann, piece, Info);
        }

        GetAll(Ann, Info).ShouldBe(Info);
    }

    [Fact]
    public void Who_does_not_answer_in_time_is_left_alone_and_another_is_asked()
    {
        _exchange.PeerOffers(Eve, Info.Length);
        AskAll(Eve).Count.ShouldBe(MetadataExchange.MaxOutstanding);
        _exchange.PeerOffers(Ann, Info.Length);

        _exchange.Tick(Start + MetadataExchange.Patience);

        _exchange.TryNext(Eve, Start + MetadataExchange.Patience, out _).ShouldBeFalse();
        GetAll(Ann, Info, Start + MetadataExchange.Patience).ShouldBe(Info);
        _exchange.TryNext(Eve, Start + (3 * MetadataExchange.Patience), out _).ShouldBeFalse();
    }

    [Fact]
    public void Who_refuses_is_asked_again_later_and_not_at_once()
    {
        _exchange.PeerOffers(Ann, Info.Length);
        AskAll(Ann).ShouldNotBeEmpty();

        _exchange.Refused(Ann, Start);

        AskAll(Ann).ShouldBeEmpty();
        _exchange.TryNext(Ann, Start + MetadataExchange.Patience, out _).ShouldBeTrue();
    }

    [Fact]
    public void Liars_cannot_keep_the_true_length_out_once_they_are_gone()
    {
        var liars = Enumerable.Range(10, MetadataExchange.MaxLengths).Select(slot => new PeerKey(slot, slot)).ToArray();
        foreach (var liar in liars)
        {
            _exchange.PeerOffers(liar, 1000 + liar.Slot);
        }

        _exchange.PeerOffers(Ann, Info.Length);
        AskAll(Ann).ShouldBeEmpty();
        _exchange.PeerLeft(liars[0]);
        _exchange.PeerOffers(Ann, Info.Length);

        GetAll(Ann, Info).ShouldBe(Info);
    }

    private static byte[] Bytes(int length, int seed)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private List<int> AskAll(PeerKey peer, TimeSpan? now = null)
    {
        var asked = new List<int>();
        while (_exchange.TryNext(peer, now ?? Start, out var piece))
        {
            asked.Add(piece);
        }

        return asked;
    }

    private byte[]? Give(PeerKey peer, int piece, byte[] info)
    {
        var begin = piece * MetadataMessage.PieceLength;
        return _exchange.Received(peer, piece, info.AsSpan(begin, Math.Min(MetadataMessage.PieceLength, info.Length - begin)), _liars);
    }

    private byte[]? GetAll(PeerKey peer, byte[] info, TimeSpan? now = null)
    {
        byte[]? found = null;
        while (AskAll(peer, now) is { Count: > 0 } asked)
        {
            foreach (var piece in asked)
            {
                found = Give(peer, piece, info) ?? found;
                if (found is not null || _liars.Contains(peer))
                {
                    return found;
                }
            }
        }

        return found;
    }
}
