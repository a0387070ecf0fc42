using System.Buffers;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>What a session does not outlive, and what it does: rows 19 to 22, 36 and 39 of the catalogue of threats.</summary>
public sealed class ProtocolTests
{
    private const HandshakeFeatures Plain = HandshakeFeatures.Extensions;
    private const HandshakeFeatures Fast = HandshakeFeatures.Fast | HandshakeFeatures.Extensions;

    // 1,000,001 bytes in pieces of 64 KiB: 16 pieces, the last one of 16,961 bytes.
    private const int Pieces = 16;
    private const int Last = 15;
    private const int LastLength = 16_961;

    public static TheoryData<string> Broken => new(BrokenMessages.Keys);

    public static TheoryData<string> Harmless => new(HarmlessMessages.Keys);

    private static Dictionary<string, (HandshakeFeatures Features, Action<IBufferWriter<byte>>[] Messages)> BrokenMessages { get; } = new()
    {
        ["a length prefix of 4 GiB"] = (Fast, [Wire.Length(uint.MaxValue)]),
        ["a length prefix of 1 MiB and a byte"] = (Fast, [Wire.Length((1 << 20) + 1)]),
        ["a choke with a byte too much"] = (Fast, [Wire.Message(Ids.Choke, [0])]),
        ["a have of three bytes"] = (Fast, [Wire.Message(Ids.Have, [0, 0, 0])]),
        ["a have behind the last piece"] = (Fast, [Wire.Message(Ids.Have, Pieces)]),
        ["a have of 2^31"] = (Fast, [Wire.Message(Ids.Have, 1U << 31)]),
        ["a have of 2^32 - 1"] = (Fast, [Wire.Message(Ids.Have, uint.MaxValue)]),
        ["a bitfield too short"] = (Fast, [Wire.Message(Ids.Bitfield, [0])]),
        ["a bitfield too long"] = (Fast, [Wire.Message(Ids.Bitfield, [0, 0, 0])]),
        ["have all without the fast extension"] = (Plain, [PeerMessageWriter.WriteHaveAll]),
        ["have none without the fast extension"] = (Plain, [PeerMessageWriter.WriteHaveNone]),
        ["a suggestion behind the last piece"] = (Fast, [Wire.Message(Ids.Suggest, Pieces)]),
        ["a suggestion without the fast extension"] = (Plain, [Wire.Message(Ids.Suggest, 0)]),
        ["allowed fast behind the last piece"] = (Fast, [Wire.Message(Ids.AllowedFast, Pieces)]),
        ["allowed fast without the fast extension"] = (Plain, [Wire.Message(Ids.AllowedFast, 0)]),
        ["a request behind the last piece"] = (Fast, [Wire.Message(Ids.Request, Pieces, 0, 16_384)]),
        ["a request of 2^32 - 1"] = (Fast, [Wire.Message(Ids.Request, uint.MaxValue, 0, 16_384)]),
        ["a request of nothing"] = (Fast, [Wire.Message(Ids.Request, 0, 0, 0)]),
        ["a request of a byte beyond its piece"] = (Fast, [Wire.Message(Ids.Request, Last, LastLength - 1, 2)]),
        ["a request whose end wraps around"] = (Fast, [Wire.Message(Ids.Request, 0, uint.MaxValue - 100, 16_384)]),
        ["a request of 1 GiB"] = (Fast, [Wire.Message(Ids.Request, 0, 0, 1 << 30)]),
        ["a cancel of 2^32 - 1"] = (Fast, [Wire.Message(Ids.Cancel, uint.MaxValue, 0, 16_384)]),
        ["an introduction that is no dictionary"] = (Fast, [Wire.Message(Ids.Extended, [0, (byte)'l', (byte)'e'])]),
        ["many introductions"] = (Fast, [.. Enumerable.Repeat(Wire.Message(Ids.Extended, [0, (byte)'d', (byte)'e']), 1000)]),
        ["65 messages that nobody knows"] = (Fast, [.. Enumerable.Repeat(Wire.Message(77, [1, 2, 3]), 65)]),
        ["a hash request for a torrent without hashes"] = (Fast, [Wire.Message(Ids.HashRequest, new byte[48])]),
        ["all pieces told and taken back"] = (Fast, [PeerMessageWriter.WriteHaveAll, PeerMessageWriter.WriteHaveNone]),
    };

    private static Dictionary<string, (HandshakeFeatures Features, Action<IBufferWriter<byte>>[] Messages)> HarmlessMessages { get; } = new()
    {
        ["a have of the last piece, twice"] = (Fast, [Wire.Message(Ids.Have, Last), Wire.Message(Ids.Have, Last)]),
        ["a bitfield that comes late and again"] = (Fast, [Wire.Message(Ids.Have, 1), Wire.Message(Ids.Bitfield, [0x80, 0]), Wire.Message(Ids.Bitfield, [0xC0, 0])]),
        ["a request of the last byte"] = (Fast, [Wire.Message(Ids.Request, Last, LastLength - 1, 1)]),
        ["a cancel of what was not asked for"] = (Fast, [Wire.Message(Ids.Cancel, 0, 0, 16_384)]),
        ["a reject of what was not asked"] = (Fast, [Wire.Message(Ids.Reject, 0, 0, 16_384)]),
        ["a suggestion and allowed fast of the last piece"] = (Fast, [Wire.Message(Ids.Suggest, Last), Wire.Message(Ids.AllowedFast, Last)]),
        ["the port of a DHT node"] = (Fast, [Wire.Message(Ids.Port, [0x1a, 0xe1])]),
        ["an extension that nobody asked for"] = (Fast, [Wire.Message(Ids.Extended, [9, 1, 2, 3])]),
        ["64 messages that nobody knows"] = (Fast, [.. Enumerable.Repeat(Wire.Message(77, [1, 2, 3]), 64)]),
        ["keep-alives"] = (Fast, [.. Enumerable.Repeat(PeerMessageWriter.WriteKeepAlive, 1000)]),
        ["a block that nobody asked for"] = (Fast, [Scene.Block(0, 0, new byte[16_384])]),
    };

    [Theory]
    [MemberData(nameof(Broken))]
    public async Task A_session_does_not_outlive(string broken)
    {
        await using var scene = await Scene.OfSeedAsync();
        var (features, messages) = BrokenMessages[broken];
        var peer = await scene.ComeAsync(features);

        await peer.SendAsync(messages);

        await scene.UntilAsync(() => peer.IsLeft, TimeSpan.FromSeconds(5));
        await ServesAnybodyElseAsync(scene);
    }

    [Theory]
    [MemberData(nameof(Harmless))]
    public async Task A_session_outlives(string harmless)
    {
        await using var scene = await Scene.OfSeedAsync();
        var (features, messages) = HarmlessMessages[harmless];
        var peer = await scene.ComeAsync(features);

        await peer.SendAsync(messages);

        await peer.SendAsync(PeerMessageWriter.WriteInterested);
        await scene.UntilAsync(() => peer.Heard.Contains("unchoke"), TimeSpan.FromSeconds(30));
        peer.IsLeft.ShouldBeFalse();
    }

    [Fact]
    public async Task Bits_behind_the_last_piece_end_a_session()
    {
        // 15 pieces: the sixteenth bit is spare.
        await using var scene = await Scene.OfSeedAsync(TestTorrent.OfFile(TorrentFormat.V1, 64 * 1024, 15 * 64 * 1024));
        var peer = await scene.ComeAsync();

        await peer.SendAsync(Wire.Message(Ids.Bitfield, [0x80, 0x01]));

        await scene.UntilAsync(() => peer.IsLeft, TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_request_of_more_than_128_KiB_ends_a_session_and_one_of_just_that_does_not()
    {
        await using var scene = await Scene.OfSeedAsync(TestTorrent.OfFile(TorrentFormat.V1, 1 << 20, 3_000_000));
        var greedy = await scene.ComeAsync();
        var modest = await scene.ComeAsync();
        await modest.SendAsync(PeerMessageWriter.WriteInterested);
        await scene.UntilAsync(() => modest.Heard.Contains("unchoke"));

        await greedy.SendAsync(Wire.Request(0, 0, (128 * 1024) + 1));
        await modest.SendAsync(Wire.Request(0, 0, 128 * 1024));

        await scene.UntilAsync(() => greedy.IsLeft && modest.Heard.Contains($"block 0 0 {128 * 1024}"));
        modest.IsLeft.ShouldBeFalse();
    }

    [Theory]
    [InlineData(uint.MaxValue, 0U, 1U, 0U)]
    [InlineData(0U, uint.MaxValue, 2U, 0U)]
    [InlineData(0U, 1U << 31, 512U, 0U)]
    [InlineData(0U, 0U, uint.MaxValue, 0U)]
    [InlineData(0U, 0U, 2U, uint.MaxValue)]
    public async Task A_hash_request_that_no_tree_can_answer_is_rejected(uint layer, uint index, uint length, uint proofs)
    {
        await using var scene = await Scene.OfSeedAsync(TestTorrent.OfFile(TorrentFormat.V2, 64 * 1024, 1_000_001));
        var peer = await scene.ComeAsync();
        var root = new byte[32];
        scene.Content.Metainfo.Files[0].PiecesRoot!.Value.CopyTo(root);

        await peer.SendAsync(Wire.Message(Ids.HashRequest, [.. root, .. Numbers(layer, index, length, proofs)]));

        await scene.UntilAsync(() => peer.Heard.Contains("hash reject"), TimeSpan.FromSeconds(30));
        peer.IsLeft.ShouldBeFalse();
        await peer.SendAsync(Wire.Message(Ids.HashRequest, [.. root, .. Numbers(0, 0, 4, 4)]));
        await scene.UntilAsync(() => peer.Heard.Any(line => line.StartsWith("hashes", StringComparison.Ordinal)), TimeSpan.FromSeconds(30));
    }

    private static byte[] Numbers(params uint[] numbers) =>
        [.. numbers.SelectMany(number => new[] { (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number })];

    private static async Task ServesAnybodyElseAsync(Scene scene)
    {
        var other = await scene.ComeAsync();
        await other.SendAsync(PeerMessageWriter.WriteInterested);
        await scene.UntilAsync(() => other.Heard.Contains("unchoke"));
        await other.SendAsync(Wire.Request(0, 0, 16_384));
        await scene.UntilAsync(() => other.Heard.Contains("block 0 0 16384"));
    }
}
