using System.Text;
using System.Text.Json;
using P2PShare.Dht.Items;
using P2PShare.Protocol.Krpc;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Dht.Tests.Items;

public sealed class ItemSignatureTests
{
    // RFC 8032, 7.1, tests 1 to 3.
    [Theory]
    [InlineData(
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b")]
    [InlineData(
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00")]
    [InlineData(
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a")]
    public void Signs_as_the_RFC_does(string seed, string key, string message, string signature)
    {
        var content = Convert.FromHexString(message);

        Convert.ToHexStringLower(ItemSignature.PublicKeyOf(Convert.FromHexString(seed))).ShouldBe(key);
        Convert.ToHexStringLower(ItemSignature.Sign(Convert.FromHexString(seed), content)).ShouldBe(signature);
        ItemSignature.IsValid(Convert.FromHexString(key), Convert.FromHexString(signature), content).ShouldBeTrue();
        ItemSignature.IsValid(Convert.FromHexString(key), Convert.FromHexString(signature), [.. content, 0]).ShouldBeFalse();
    }

    [VectorFact]
    public void Takes_the_signatures_of_BEP_44()
    {
        foreach (var row in Vectors.Of("krpc").Where(static row => row.Id is "0665" or "0666"))
        {
            var json = JsonDocument.Parse(row.File).RootElement;
            string Text(string name) => json.GetProperty(name).GetString()!;
            var salt = Encoding.ASCII.GetBytes(Text("salt"));
            var item = new KrpcItem
            {
                Value = Encoding.ASCII.GetBytes(Text("v")),
                Sequence = json.GetProperty("seq").GetInt64(),
                Key = Convert.FromHexString(Text("k")),
                Signature = Convert.FromHexString(Text("sig")),
            };
            var target = new NodeId(Convert.FromHexString(Text("target")));

            ItemSignature.Proves(item, target, salt).ShouldBeTrue(row.ToString());
            ItemSignature.Proves(item, target, [.. salt, 1]).ShouldBeFalse();
            ItemSignature.Proves(item with { Sequence = item.Sequence + 1 }, target, salt).ShouldBeFalse();
            ItemSignature.Proves(item with { Value = "12:Hello Wormd!"u8.ToArray() }, target, salt).ShouldBeFalse();
        }
    }

    [Fact]
    public void Any_bytes_are_refused_as_keys_and_signatures_without_harm()
    {
        var random = new Random(1);
        for (var i = 0; i < 50; i++)
        {
            var (key, signature) = (new byte[32], new byte[64]);
            random.NextBytes(key);
            random.NextBytes(signature);

            ItemSignature.IsValid(key, signature, key).ShouldBeFalse();
        }

        ItemSignature.IsValid([], [], []).ShouldBeFalse();
    }

    [Fact]
    public void The_zero_key_proves_nothing() => ItemSignature.IsValid(new byte[32], new byte[64], "x"u8).ShouldBeFalse();
}
