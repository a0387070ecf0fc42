using System.Text;
using FsCheck;
using FsCheck.Fluent;
using P2PShare.Protocol.LocalDiscovery;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.LocalDiscovery;

public sealed class LocalAnnouncementTests
{
    private const string One = "0123456789abcdef0123456789abcdef01234567";
    private const string Other = "76543210FEDCBA9876543210FEDCBA9876543210";

    [Fact]
    public void Is_written_as_BEP_14_has_it()
    {
        var bytes = new LocalAnnouncement(6881, [Hash(One)], "c00c1e").ToBytes(LocalAnnouncement.IPv4Group);

        Encoding.ASCII.GetString(bytes).ShouldBe(
            $"BT-SEARCH * HTTP/1.1\r\nHost: 239.192.152.143:6771\r\nPort: 6881\r\nInfohash: {One}\r\ncookie: c00c1e\r\n\r\n\r\n");
        Encoding.ASCII.GetString(new LocalAnnouncement(1, [Hash(One)], null).ToBytes(LocalAnnouncement.IPv6Group)).ShouldContain("Host: [ff15::efc0:988f]:6771\r\n");
    }

    [Fact]
    public void Is_read_as_written_with_as_many_torrents_as_fit()
    {
        Sha1Hash[] hashes = [.. Enumerable.Range(0, LocalAnnouncement.MaxInfoHashes).Select(number => Hash($"{number:x40}"))];
        var cookie = new string('c', LocalAnnouncement.MaxCookie);
        var bytes = new LocalAnnouncement(65535, hashes, cookie).ToBytes(LocalAnnouncement.IPv6Group);

        bytes.Length.ShouldBeLessThanOrEqualTo(LocalAnnouncement.MaxSize);
        LocalAnnouncement.TryRead(bytes, out var read).ShouldBeTrue();
        read.Port.ShouldBe(65535);
        read.InfoHashes.ShouldBe(hashes);
        read.Cookie.ShouldBe(cookie);
    }

    [Theory]
    [InlineData($"BT-SEARCH * HTTP/1.1\r\nPORT:6881\r\ninfohash:{One}\r\nINFOHASH: {Other} \r\nX-New: 1\r\n\r\n")]
    [InlineData($"BT-SEARCH * HTTP/1.0\nPort: 6881\nInfohash: {One}\nInfohash: {Other}\nInfohash: {One}\n")]
    [InlineData($"BT-SEARCH * HTTP/1.1\r\nInfohash: nonsense\r\nInfohash: {One}\r\nInfohash: 12\r\nno header\r\n: \r\nInfohash: {Other}\r\nPort: 6881\r\n")]
    public void Is_read_however_it_is_written(string text)
    {
        LocalAnnouncement.TryRead(Encoding.ASCII.GetBytes(text), out var read).ShouldBeTrue();

        read.Port.ShouldBe(6881);
        read.InfoHashes.ShouldBe([Hash(One), Hash(Other)]);
        read.Cookie.ShouldBeNull();
    }

    [Theory]
    [InlineData("")]
    [InlineData($"BT-SEARCH * HTTP/1.1\r\nInfohash: {One}\r\n\r\n")]
    [InlineData($"BT-SEARCH * HTTP/1.1\r\nPort: 0\r\nInfohash: {One}\r\n\r\n")]
    [InlineData($"BT-SEARCH * HTTP/1.1\r\nPort: 65536\r\nInfohash: {One}\r\n\r\n")]
    [InlineData($"BT-SEARCH * HTTP/1.1\r\nPort: -1\r\nInfohash: {One}\r\n\r\n")]
    [InlineData("BT-SEARCH * HTTP/1.1\r\nPort: 6881\r\n\r\n")]
    [InlineData($"M-SEARCH * HTTP/1.1\r\nPort: 6881\r\nInfohash: {One}\r\n\r\n")]
    [InlineData($"BT-SEARCH * HTTP/1.1\r\nPort: 6881\r\nInfohash: {One}ff\r\n\r\n")]
    [InlineData($"BT-SEARCH * HTTP/1.1\r\nPort: 6881\r\nInfohash: {One}\r\nÿ: 1\r\n\r\n")]
    public void What_names_no_peer_is_refused(string text) => LocalAnnouncement.TryRead(Encoding.Latin1.GetBytes(text), out _).ShouldBeFalse();

    [Fact]
    public void What_is_too_long_is_refused()
    {
        var text = $"BT-SEARCH * HTTP/1.1\r\nPort: 6881\r\nInfohash: {One}\r\nX: {new string('x', LocalAnnouncement.MaxReadSize)}\r\n\r\n";

        LocalAnnouncement.TryRead(Encoding.ASCII.GetBytes(text), out _).ShouldBeFalse();
    }

    [VectorFact]
    public void Others_vectors_come_out_as_their_makers_say()
    {
        foreach (var row in Vectors.Of("lsd"))
        {
            LocalAnnouncement.TryRead(row.File, out _).ShouldBe(row.Outcome == "valid", row.ToString());
        }
    }

    [Fact]
    public void Any_bytes_are_read_or_refused() => Prop.ForAll<byte[], string>(static (bytes, text) =>
    {
        _ = LocalAnnouncement.TryRead(bytes, out _);
        _ = LocalAnnouncement.TryRead(Encoding.ASCII.GetBytes($"BT-SEARCH * HTTP/1.1\r\n{text}\r\nPort: 1\r\nInfohash: {One}\r\n"), out _);
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(1_000).WithEndSize(300));

    private static Sha1Hash Hash(string hex) => new(Convert.FromHexString(hex));
}
