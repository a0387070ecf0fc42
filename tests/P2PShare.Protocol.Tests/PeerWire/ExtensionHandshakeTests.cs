using System.Net;
using System.Text;
using FsCheck;
using FsCheck.Fluent;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.PeerWire;

public class ExtensionHandshakeTests
{
    [Fact]
    public void Is_written_with_its_keys_in_order()
    {
        var handshake = new ExtensionHandshake
        {
            Messages = new Dictionary<string, byte> { [ExtensionNames.PeerExchange] = 1, [ExtensionNames.DontHave] = 7, [ExtensionNames.Metadata] = 2 },
            Port = 6881,
            Client = "p2pshare 0.1.0",
            RequestQueue = 2000,
            YourIp = IPAddress.Parse("::ffff:10.0.0.1"),
            UploadOnly = true,
            MetadataSize = 31235,
        };

        Encoding.Latin1.GetString(handshake.ToBytes()).ShouldBe(
            "d1:md11:lt_donthavei7e11:ut_metadatai2e6:ut_pexi1ee13:metadata_sizei31235e1:pi6881e4:reqqi2000e"
            + "11:upload_onlyi1e1:v14:p2pshare 0.1.06:yourip4:\n\0\0\u0001e");

        var read = Read(handshake.ToBytes());
        read.Messages.ShouldBe(handshake.Messages, ignoreOrder: true);
        read.ShouldBe(handshake with { Messages = read.Messages, YourIp = IPAddress.Parse("10.0.0.1") });
    }

    [Fact]
    public void Says_nothing_that_it_has_not_to_say() => new ExtensionHandshake().ToBytes().ShouldBe("d1:mdee"u8.ToArray());

    [Fact]
    public void Is_read_with_all_fields_absent()
    {
        var read = Read("de"u8);
        read.Messages.ShouldBeEmpty();
        read.ShouldBe(new ExtensionHandshake { Messages = read.Messages });
    }

    [Theory]
    [InlineData("")]
    [InlineData("le")]
    [InlineData("i1e")]
    [InlineData("d1:v")]
    [InlineData("4:spam")]
    public void Is_refused_when_it_is_no_dictionary(string payload) => IsRead(payload).ShouldBeFalse();

    [Fact]
    public void Is_read_with_bytes_behind_it() => IsRead("deXYZ").ShouldBeTrue();

    [Theory]
    [InlineData("i256e")]
    [InlineData("i-1e")]
    [InlineData("i1606938044258990275541962092341162602522202993782792835301376e")]
    [InlineData("1:1")]
    [InlineData("le")]
    [InlineData("d1:ai1ee")]
    public void Leaves_out_an_extension_whose_id_is_none(string id) =>
        Read($"d1:md1:a{id}1:bi255eee").Messages.ShouldBe([new("b", 255)]);

    [Fact]
    public void Keeps_an_id_of_0_which_switches_off() => Read("d1:md6:ut_pexi0eee").Messages["ut_pex"].ShouldBe((byte)0);

    [Fact]
    public void Keeps_only_so_many_extensions()
    {
        static string Map(int count) => "d1:md" + string.Concat(Enumerable.Range(100, count).Select(i => $"3:{i}i1e")) + "ee";
        Read(Map(ExtensionHandshake.MaxMessages)).Messages.Count.ShouldBe(ExtensionHandshake.MaxMessages);
        Read(Map(ExtensionHandshake.MaxMessages + 1)).Messages.Count.ShouldBe(ExtensionHandshake.MaxMessages);
    }

    [Fact]
    public void Leaves_out_an_extension_with_an_endless_name() =>
        Read($"d1:md64:{new string('a', 64)}i1e65:{new string('b', 65)}i2eee").Messages.Count.ShouldBe(1);

    [Theory]
    [InlineData("m", "i5e")]
    [InlineData("p", "i0e")]
    [InlineData("p", "i65536e")]
    [InlineData("p", "i-1e")]
    [InlineData("p", "4:6881")]
    [InlineData("reqq", "i0e")]
    [InlineData("reqq", "i-250e")]
    [InlineData("metadata_size", "i-1e")]
    [InlineData("metadata_size", "i1606938044258990275541962092341162602522202993782792835301376e")]
    [InlineData("upload_only", "i0e")]
    [InlineData("upload_only", "1:1")]
    [InlineData("v", "0:")]
    [InlineData("v", "i5e")]
    [InlineData("yourip", "5:abcde")]
    [InlineData("yourip", "0:")]
    [InlineData("yourip", "li1ee")]
    [InlineData("zzz", "lllllleeeeee")]
    public void Ignores_a_field_that_makes_no_sense(string key, string value)
    {
        var read = Read($"d{key.Length}:{key}{value}e");
        read.Messages.ShouldBeEmpty();
        read.ShouldBe(new ExtensionHandshake { Messages = read.Messages });
    }

    [Theory]
    [InlineData("i1e", 1)]
    [InlineData("i1000000e", 1_000_000)]
    [InlineData("i1000001e", 1_000_000)]
    [InlineData("i9223372036854775807e", 1_000_000)]
    public void Bounds_the_request_queue(string value, int expected) => Read($"d4:reqq{value}e").RequestQueue.ShouldBe(expected);

    [Fact]
    public void Shortens_the_name_of_the_program() =>
        Read($"d1:v1000:{new string('x', 1000)}e").Client!.Length.ShouldBe(ExtensionHandshake.MaxClientLength);

    [Fact]
    public void Reads_the_name_of_a_program_that_is_no_utf8() => Read([.. "d1:v3:a"u8, 0xff, .. "be"u8]).Client.ShouldBe("a\ufffdb");

    [Fact]
    public void Is_refused_when_it_is_too_long()
    {
        static string Payload(int length) => $"d1:z{length}:{new string('x', length)}e";
        IsRead(Payload(ExtensionHandshake.MaxSize - 11)).ShouldBeTrue();
        IsRead(Payload(ExtensionHandshake.MaxSize - 10)).ShouldBeFalse();
    }

    [Fact]
    public void Is_refused_when_it_is_too_deep_or_has_too_many_values()
    {
        static string Deep(int depth) => $"d1:z{new string('l', depth)}{new string('e', depth)}e";
        IsRead(Deep(15)).ShouldBeTrue();
        IsRead(Deep(16)).ShouldBeFalse();

        static string Many(int values) => $"d1:zl{string.Concat(Enumerable.Repeat("le", values))}ee";
        IsRead(Many(1000)).ShouldBeTrue();
        IsRead(Many(1100)).ShouldBeFalse();
    }

    [Fact]
    public void Takes_any_bytes_without_throwing()
    {
        var seed = Encoding.Latin1.GetBytes("d1:md6:ut_pexi1ee13:metadata_sizei31235e1:pi6881e4:reqqi2000e1:v3:abc6:yourip4:abcde");
        var mutations = Gen.ListOf(
            from at in Gen.Choose(0, seed.Length - 1)
            from value in Gen.OneOf(Gen.Choose(0, 255), Gen.Elements((int)'d', 'l', 'i', 'e', ':', '0', '9', '-'))
            select (at, (byte)value));
        Prop.ForAll(mutations.ToArbitrary(), changes =>
        {
            var bytes = seed.ToArray();
            foreach (var (at, value) in changes)
            {
                bytes[at] = value;
            }

            if (ExtensionHandshake.TryRead(bytes, out var handshake))
            {
                Read(handshake.ToBytes()).ToBytes().ShouldBe(handshake.ToBytes());
            }
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(2000));
    }

    private static bool IsRead(string payload) => ExtensionHandshake.TryRead(Encoding.Latin1.GetBytes(payload), out _);

    private static ExtensionHandshake Read(string payload) => Read(Encoding.Latin1.GetBytes(payload));

    private static ExtensionHandshake Read(ReadOnlySpan<byte> payload)
    {
        ExtensionHandshake.TryRead(payload, out var handshake).ShouldBeTrue();
        return handshake!;
    }
}
