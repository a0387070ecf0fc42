using System.Buffers;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.PeerWire;

/// <summary>Bytes written down by hand from the BEPs: a round trip alone would not see a mistake that reader and writer share.</summary>
public class PeerMessageWriterTests
{
    private static readonly BlockRange Range = new(0x01020304, 0x05060708, 0x090a0b0c);

    private static readonly HashRequest Hashes = new(new Sha256Hash([.. Enumerable.Repeat((byte)0xab, 32)]), 2, 0x200, 0x100, 9);

    private static readonly string Root = string.Concat(Enumerable.Repeat("ab", 32));

    [Fact]
    public void Writes_messages_without_payload()
    {
        Written(PeerMessageWriter.WriteKeepAlive).ShouldBe("00000000");
        Written(PeerMessageWriter.WriteChoke).ShouldBe("0000000100");
        Written(PeerMessageWriter.WriteUnchoke).ShouldBe("0000000101");
        Written(PeerMessageWriter.WriteInterested).ShouldBe("0000000102");
        Written(PeerMessageWriter.WriteNotInterested).ShouldBe("0000000103");
        Written(PeerMessageWriter.WriteHaveAll).ShouldBe("000000010e");
        Written(PeerMessageWriter.WriteHaveNone).ShouldBe("000000010f");
    }

    [Fact]
    public void Writes_messages_that_name_a_piece()
    {
        Written(output => PeerMessageWriter.WriteHave(output, 0x01020304)).ShouldBe("000000050401020304");
        Written(output => PeerMessageWriter.WriteSuggest(output, 0x01020304)).ShouldBe("000000050d01020304");
        Written(output => PeerMessageWriter.WriteAllowedFast(output, 0x01020304)).ShouldBe("000000051101020304");
    }

    [Fact]
    public void Writes_messages_that_name_a_block()
    {
        Written(output => PeerMessageWriter.WriteRequest(output, Range)).ShouldBe("0000000d060102030405060708090a0b0c");
        Written(output => PeerMessageWriter.WriteCancel(output, Range)).ShouldBe("0000000d080102030405060708090a0b0c");
        Written(output => PeerMessageWriter.WriteReject(output, Range)).ShouldBe("0000000d100102030405060708090a0b0c");
    }

    [Fact]
    public void Writes_what_stands_in_front_of_a_block()
    {
        var header = new byte[PeerMessageWriter.BlockHeaderSize];
        PeerMessageWriter.WriteBlockHeader(header, Range with { Length = 16384 });
        Convert.ToHexStringLower(header).ShouldBe("00004009070102030405060708");
    }

    [Fact]
    public void Writes_messages_with_bytes()
    {
        Written(output => PeerMessageWriter.WriteBitfield(output, [0x80, 0x01])).ShouldBe("00000003058001");
        Written(output => PeerMessageWriter.WritePort(output, 6881)).ShouldBe("00000003091ae1");
        Written(output => PeerMessageWriter.WriteExtended(output, 0, "de"u8)).ShouldBe("0000000414006465");
    }

    [Fact]
    public void Writes_messages_about_hashes()
    {
        const string Numbers = "00000002000002000000010000000009";
        Written(output => PeerMessageWriter.WriteHashRequest(output, Hashes)).ShouldBe($"0000003115{Root}{Numbers}");
        Written(output => PeerMessageWriter.WriteHashes(output, Hashes, new byte[32])).ShouldBe($"0000005116{Root}{Numbers}{new string('0', 64)}");
        Written(output => PeerMessageWriter.WriteHashReject(output, Hashes)).ShouldBe($"0000003117{Root}{Numbers}");
    }

    [Fact]
    public void Writes_no_number_below_zero() =>
        Should.Throw<OverflowException>(() => Written(output => PeerMessageWriter.WriteHave(output, -1)));

    [Fact]
    public void Writes_one_message_behind_another() =>
        Written(output =>
        {
            PeerMessageWriter.WriteChoke(output);
            PeerMessageWriter.WriteHave(output, 1);
        }).ShouldBe("0000000100000000050400000001");

    private static string Written(Action<ArrayBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Convert.ToHexStringLower(output.WrittenSpan);
    }
}
