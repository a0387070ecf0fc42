using System.Text;
using P2PShare.Protocol.Krpc;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Krpc;

public sealed class KrpcQueryTests
{
    private const string Id = "2:id20:abcdefghij0123456789";
    private const string Hash = "9:info_hash20:mnopqrstuvwxyz123456";
    private const string Token = "5:token2:xy";

    [Theory]
    [InlineData("announce_peer", Id + Hash + "4:porti6881e" + Token, "AnnouncePeer mnopqrstuvwxyz123456 token xy port 6881")]
    [InlineData("announce_peer", Id + Hash + "4:porti6881e4:seedi1e" + Token, "AnnouncePeer mnopqrstuvwxyz123456 token xy port 6881 seed")]
    [InlineData("announce_peer", Id + "12:implied_porti1e" + Hash + Token, "AnnouncePeer mnopqrstuvwxyz123456 token xy implied")]
    [InlineData("announce_peer", Id + "12:implied_porti1e" + Hash + "4:porti0e" + Token, "AnnouncePeer mnopqrstuvwxyz123456 token xy implied")]
    [InlineData("announce_peer", Id + Hash + "4:porti1e" + Token, "AnnouncePeer mnopqrstuvwxyz123456 token xy port 1")]
    [InlineData("announce_peer", Id + Hash + "4:porti65535e" + Token, "AnnouncePeer mnopqrstuvwxyz123456 token xy port 65535")]
    [InlineData("announce_peer", Id + Hash + "4:porti0e" + Token, "fault 203 invalid 'port'")]
    [InlineData("announce_peer", Id + Hash + "4:porti65536e" + Token, "fault 203 invalid 'port'")]
    [InlineData("announce_peer", Id + Hash + "4:porti1099511627776e" + Token, "fault 203 invalid 'port'")]
    [InlineData("announce_peer", Id + Hash + "4:porti-1e" + Token, "fault 203 invalid 'port'")]
    [InlineData("announce_peer", Id + Hash + "4:porti99999999999999999999999e" + Token, "fault 203 missing 'port' key")]
    [InlineData("announce_peer", Id + Hash + Token, "fault 203 missing 'port' key")]
    [InlineData("announce_peer", Id + Hash + "4:porti1e", "fault 203 missing 'token' key")]
    [InlineData("announce_peer", Id + "4:porti1e" + Token, "fault 203 missing 'info_hash' key")]
    [InlineData("get_peers", Id + Hash + "6:noseedi1e6:scrapei1e", "GetPeers mnopqrstuvwxyz123456 noseed scrape")]
    [InlineData("get_peers", Id + "9:info_hash19:mnopqrstuvwxyz12345", "fault 203 missing 'info_hash' key")]
    [InlineData("get_peers", Id + "9:info_hashi1e", "fault 203 missing 'info_hash' key")]
    [InlineData("ping", "2:id19:abcdefghij012345678", "fault 203 missing 'id' key")]
    [InlineData("ping", "2:idle", "fault 203 missing 'id' key")]
    [InlineData("sample_infohashes", Id + "6:target20:mnopqrstuvwxyz123456", "SampleInfohashes mnopqrstuvwxyz123456")]
    [InlineData("get", Id + "6:target20:mnopqrstuvwxyz123456", "Get mnopqrstuvwxyz123456")]
    [InlineData("put", Id + Token + "1:vi7e", "Put token xy v i7e seq ")]
    [InlineData("put", Id + Token, "fault 203 missing 'v' key")]
    [InlineData("put", Id + "1:vi7e", "fault 203 missing 'token' key")]
    [InlineData("put", Id + Token + "1:vd1:bi1e1:ai2ee", "fault 203 invalid 'v'")]
    [InlineData("put", Id + Token + "1:vi07e", "fault 203 invalid 'v'")]
    [InlineData("vote", Id, "fault 204 unknown method")]
    [InlineData("vote", Id + "6:target20:mnopqrstuvwxyz123456", "FindNode mnopqrstuvwxyz123456")]
    [InlineData("vote", Id + Hash, "FindNode mnopqrstuvwxyz123456")]
    public void Arguments_are_read_or_refused(string method, string arguments, string expected) =>
        KrpcText.Describe(KrpcText.Read($"d1:ad{arguments}e1:q{method.Length}:{method}1:t2:aa1:y1:qe")).ShouldBe(expected);

    [Theory]
    [InlineData(995, "Put token xy v 995:")]
    [InlineData(997, "fault 205 message (v field) too big")]
    public void A_value_has_at_most_a_thousand_bytes(int length, string expected)
    {
        // 4 bytes of "995:" come to it; 996 of them make 1000.
        KrpcText.Describe(Put($"1:v{length}:{new string('x', length)}")).ShouldStartWith(expected);
        KrpcText.Describe(Put($"1:v996:{new string('x', 996)}")).ShouldStartWith("Put");
    }

    [Fact]
    public void A_salt_has_at_most_64_bytes()
    {
        Put(Mutable(64)).Query!.Salt.Length.ShouldBe(64);
        KrpcText.Describe(Put(Mutable(65))).ShouldBe("fault 207 salt (salt field) too big");
        KrpcText.Describe(Put(Mutable(1200))).ShouldBe("fault 207 salt (salt field) too big");
    }

    [Theory]
    [InlineData("seq", "i-1e", "fault 203 invalid 'seq'")]
    [InlineData("seq", "i9223372036854775808e", "fault 203 invalid 'seq'")]
    [InlineData("sig", "3:abc", "fault 206 invalid signature")]
    [InlineData("k", "3:abc", "fault 203 invalid 'k'")]
    public void A_mutable_item_has_a_key_a_signature_and_a_number(string key, string value, string expected) =>
        KrpcText.Describe(Put(Mutable(4, key, value))).ShouldBe(expected);

    [Fact]
    public void A_mutable_item_is_read_whole()
    {
        var query = Put("3:casi3e" + Mutable(4)).Query!;

        query.ExpectedSequence.ShouldBe(3);
        query.Item!.Sequence.ShouldBe(4);
        query.Item.IsMutable.ShouldBeTrue();
        query.Item.Signature.Length.ShouldBe(KrpcItem.SignatureSize);
        Encoding.ASCII.GetString(query.Item.Value.Span).ShouldBe("1:x");
    }

    [Theory]
    [InlineData(32, true)]
    [InlineData(33, false)]
    [InlineData(0, false)]
    public void A_transaction_id_has_1_to_32_bytes(int length, bool isRead) =>
        (KrpcText.Read($"d1:ad{Id}e1:q4:ping1:t{length}:{new string('t', length)}1:y1:qe") is not null).ShouldBe(isRead);

    [Theory]
    [InlineData(128, "Put")]
    [InlineData(129, "fault 203 missing 'token' key")]
    public void A_token_has_at_most_128_bytes(int length, string expected) =>
        KrpcText.Describe(KrpcText.Read($"d1:ad{Id}5:token{length}:{new string('x', length)}1:vi1ee1:q3:put1:t2:aa1:y1:qe")).ShouldStartWith(expected);

    private static KrpcMessage Put(string arguments) => KrpcText.Read($"d1:ad{Id}{Token}{arguments}e1:q3:put1:t2:aa1:y1:qe")!;

    private static string Mutable(int salt, string? other = null, string? value = null)
    {
        string Of(string key, string usual) => $"{key.Length}:{key}{(key == other ? value : usual)}";
        return Of("k", "32:" + new string('k', 32)) + Of("salt", $"{salt}:{new string('s', salt)}") + Of("seq", "i4e") + Of("sig", "64:" + new string('g', 64)) + "1:v1:x";
    }
}
