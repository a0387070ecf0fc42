using System.Net;
using P2PShare.Dht.Items;
using P2PShare.Protocol.Krpc;
using Shouldly;
using Xunit;

namespace P2PShare.Dht.Tests.Items;

/// <summary>What a node stores and what it refuses. BEP 44.</summary>
public sealed class PutTests
{
    private static readonly IPEndPoint Sender = IPEndPoint.Parse("1.2.3.4:6881");
    private static readonly ItemKey Key = new(Enumerable.Range(1, 32).Select(static i => (byte)i).ToArray());
    private readonly LoneNode _lone = new();

    [Fact]
    public void An_immutable_item_is_under_its_hash()
    {
        var value = "3:abc"u8.ToArray();

        Put(new KrpcItem { Value = value }).ShouldBe("stored");

        Get(ItemText.TargetOf(value))!.Value.Span.SequenceEqual(value).ShouldBeTrue();
        Get(Some.Id(1)).ShouldBeNull();
    }

    [Fact]
    public void A_signed_item_is_under_its_key_and_salt()
    {
        Put(Key.Sign("foo"u8, 1, "3:abc"u8.ToArray()), "foo").ShouldBe("stored");

        Get(ItemText.TargetOf(Key.PublicKey.Span, "foo"u8))!.Sequence.ShouldBe(1);
        Get(ItemText.TargetOf(Key.PublicKey.Span, default)).ShouldBeNull();
    }

    [Fact]
    public void A_wrong_signature_stores_nothing()
    {
        var item = Key.Sign(default, 1, "3:abc"u8.ToArray());

        Put(item with { Value = "3:abd"u8.ToArray() }).ShouldBe("206");
        Put(item with { Sequence = 2 }).ShouldBe("206");
        Put(item, "salt").ShouldBe("206");
        Put(item with { Signature = new byte[64] }).ShouldBe("206");
        _lone.Stores.Items.Count.ShouldBe(0);
    }

    [Fact]
    public void An_older_item_does_not_replace_a_newer_one()
    {
        Put(Signed(5, "a")).ShouldBe("stored");

        Put(Signed(4, "b")).ShouldBe("302");
        Put(Signed(5, "b")).ShouldBe("302");
        Put(Signed(5, "a")).ShouldBe("stored");
        Put(Signed(6, "b")).ShouldBe("stored");
        Get(Target)!.Sequence.ShouldBe(6);
    }

    [Fact]
    public void An_item_replaces_only_the_number_that_it_expects()
    {
        Put(Signed(1, "a"), cas: 7).ShouldBe("stored");

        Put(Signed(9, "b"), cas: 2).ShouldBe("301");
        Put(Signed(9, "b"), cas: 1).ShouldBe("stored");
        Put(Signed(1, "a"), cas: 9).ShouldBe("302");
    }

    [Fact]
    public void Without_a_token_nothing_is_stored()
    {
        var answer = _lone.Ask(Sender, new KrpcQuery { Method = KrpcMethod.Put, Id = Some.Id(1), Token = "12345678"u8.ToArray(), Item = new KrpcItem { Value = "3:abc"u8.ToArray() } });

        answer!.Error!.Code.ShouldBe(KrpcErrorCode.Protocol);
        _lone.Stores.Items.Count.ShouldBe(0);
    }

    [Fact]
    public void Whoever_has_the_newest_is_told_only_its_number()
    {
        Put(Signed(5, "a"));

        AskFor(Target, known: 5)!.Value.IsEmpty.ShouldBeTrue();
        AskFor(Target, known: 5)!.Sequence.ShouldBe(5);
        AskFor(Target, known: 4)!.Value.IsEmpty.ShouldBeFalse();
    }

    [Fact]
    public void An_item_is_forgotten_after_two_hours_unless_it_is_put_again()
    {
        Put(Signed(1, "a"));
        _lone.Time.Advance(DhtLimits.ItemLifetime - TimeSpan.FromMinutes(2));
        Put(Signed(1, "a")).ShouldBe("stored");
        _lone.Time.Advance(TimeSpan.FromMinutes(4));
        _lone.Stores.Tick();
        _lone.Stores.Items.Count.ShouldBe(1);

        _lone.Time.Advance(DhtLimits.ItemLifetime);
        _lone.Stores.Tick();

        _lone.Stores.Items.Count.ShouldBe(0);
    }

    private static NodeId Target => ItemText.TargetOf(Key.PublicKey.Span, default);

    private static KrpcItem Signed(long sequence, string letter) => Key.Sign(default, sequence, System.Text.Encoding.ASCII.GetBytes($"1:{letter}"));

    private string Put(KrpcItem item, string salt = "", long? cas = null)
    {
        var token = _lone.Ask(Sender, new KrpcQuery { Method = KrpcMethod.Get, Id = Some.Id(1), Target = Target })!.Response!.Token;
        var query = new KrpcQuery
        {
            Method = KrpcMethod.Put,
            Id = Some.Id(1),
            Token = token,
            Item = item,
            Salt = System.Text.Encoding.ASCII.GetBytes(salt),
            ExpectedSequence = cas,
        };
        return _lone.Ask(Sender, query)!.Error is { } error ? $"{error.Code}" : "stored";
    }

    private KrpcItem? Get(NodeId target) => AskFor(target, null);

    private KrpcItem? AskFor(NodeId target, long? known) =>
        _lone.Ask(Sender, new KrpcQuery { Method = KrpcMethod.Get, Id = Some.Id(1), Target = target, KnownSequence = known })!.Response!.Item;
}
