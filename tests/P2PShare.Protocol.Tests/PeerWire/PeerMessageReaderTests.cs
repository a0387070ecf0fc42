using System.Buffers.Binary;
using P2PShare.Protocol.PeerWire;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.PeerWire;

public class PeerMessageReaderTests
{
    private const int MaxBitfieldLength = 100;

    private readonly PeerMessageReader _reader = new(MaxBitfieldLength);
    private readonly RecordingHandler _handler = new();

    // id, shortest, longest allowed, both with the id counted
    public static TheoryData<byte, int, int> KnownIds => new()
    {
        { 0, 1, 1 }, { 1, 1, 1 }, { 2, 1, 1 }, { 3, 1, 1 },
        { 4, 5, 5 }, { 5, 2, 1 + MaxBitfieldLength }, { 6, 13, 13 }, { 7, 10, 9 + (128 * 1024) }, { 8, 13, 13 }, { 9, 3, 3 },
        { 13, 5, 5 }, { 14, 1, 1 }, { 15, 1, 1 }, { 16, 13, 13 }, { 17, 5, 5 },
        { 20, 2, 1 << 20 }, { 21, 49, 49 }, { 22, 49 + 32, 49 + (576 * 32) }, { 23, 49, 49 },
    };

    [Theory]
    [MemberData(nameof(KnownIds))]
    public void Takes_the_longest_and_the_shortest_message_of_each_kind(byte id, int shortest, int longest)
    {
        foreach (var length in new[] { shortest, longest })
        {
            Read(Message(id, length)).ShouldBe(PeerReadStatus.Ok);
        }

        _handler.Calls.Count.ShouldBe(2);
        _reader.IsInsideMessage.ShouldBeFalse();
    }

    [Theory]
    [MemberData(nameof(KnownIds))]
    public void Refuses_a_message_one_too_short_before_any_of_its_bytes(byte id, int shortest, int longest)
    {
        _ = longest;
        if (shortest > 1)
        {
            Read(Head(id, shortest - 1)).ShouldBe(PeerReadStatus.WrongLength);
        }
    }

    [Theory]
    [MemberData(nameof(KnownIds))]
    public void Refuses_a_message_one_too_long_before_any_of_its_bytes(byte id, int shortest, int longest)
    {
        _ = shortest;
        Read(Head(id, longest + 1)).ShouldBe(longest == PeerMessageReader.MaxLength ? PeerReadStatus.TooLong : PeerReadStatus.WrongLength);
        _reader.BufferedCapacity.ShouldBe(0);
    }

    [Fact]
    public void Refuses_more_hashes_than_a_request_can_bring() =>
        Read(Head(22, 49 + ((PeerMessageReader.MaxHashes + 1) * 32))).ShouldBe(PeerReadStatus.WrongLength);

    [Fact]
    public void Refuses_hashes_that_are_no_whole_number_of_hashes() => Read(Head(22, 49 + 33)).ShouldBe(PeerReadStatus.WrongLength);

    [Theory]
    [InlineData(0x00100001u)]
    [InlineData(0x7fffffffu)]
    [InlineData(0x80000000u)]
    [InlineData(0xffffffffu)]
    public void Refuses_a_huge_length_at_its_four_bytes(uint length)
    {
        var prefix = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(prefix, length);
        Read(prefix).ShouldBe(PeerReadStatus.TooLong);
        _reader.BufferedCapacity.ShouldBe(0);
    }

    [Fact]
    public void Refuses_a_huge_length_that_comes_byte_by_byte()
    {
        foreach (var value in new byte[] { 0x00, 0x10, 0x00 })
        {
            Read([value]).ShouldBe(PeerReadStatus.Ok);
        }

        Read([0x01, 20, 0]).ShouldBe(PeerReadStatus.TooLong);
    }

    [Fact]
    public void Reads_nothing_after_a_refusal()
    {
        Read(Head(4, 6)).ShouldBe(PeerReadStatus.WrongLength);
        Read(Message(0, 1)).ShouldBe(PeerReadStatus.WrongLength);
        _handler.Calls.ShouldBeEmpty();
    }

    [Fact]
    public void Reads_what_came_before_a_refusal()
    {
        Read([.. Message(0, 1), .. Head(4, 6)]).ShouldBe(PeerReadStatus.WrongLength);
        _handler.Calls.ShouldBe(["choke"]);
    }

    [Fact]
    public void Takes_memory_for_a_cut_message_as_its_bytes_come()
    {
        Read(Head(20, PeerMessageReader.MaxLength)).ShouldBe(PeerReadStatus.Ok);
        _reader.BufferedCapacity.ShouldBeLessThanOrEqualTo(256);
    }

    [Fact]
    public void Holds_nothing_of_a_block_whose_rest_is_to_come()
    {
        Read(Message(7, 9 + (128 * 1024)).AsSpan(0, 100_000)).ShouldBe(PeerReadStatus.Ok);
        _reader.BufferedCapacity.ShouldBe(0);
        _reader.IsInsideMessage.ShouldBeTrue();
    }

    [Fact]
    public void Holds_nothing_of_an_unknown_message()
    {
        Read(Message(99, PeerMessageReader.MaxLength).AsSpan(0, 900_000)).ShouldBe(PeerReadStatus.Ok);
        _reader.BufferedCapacity.ShouldBe(0);
        _reader.IsInsideMessage.ShouldBeTrue();
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(1 << 20)]
    public void Skips_an_unknown_message(int length)
    {
        Read([.. Message(99, length), .. Message(1, 1)]).ShouldBe(PeerReadStatus.Ok);
        _handler.Calls.ShouldBe(["unchoke"]);
    }

    [Fact]
    public void Gives_up_after_too_many_unknown_messages()
    {
        for (var i = 0; i < PeerMessageReader.MaxUnknownMessages; i++)
        {
            Read(Message(99, 3)).ShouldBe(PeerReadStatus.Ok);
        }

        Read(Message(99, 3)).ShouldBe(PeerReadStatus.TooManyUnknown);
    }

    [Fact]
    public void Reads_numbers_of_a_hash_request_that_no_tree_has_as_the_largest()
    {
        Read([.. Head(21, 49), .. new byte[32], .. Enumerable.Repeat((byte)0xff, 16)]).ShouldBe(PeerReadStatus.Ok);
        _handler.Calls.Single().ShouldContain($"BaseLayer = {int.MaxValue}, Index = {int.MaxValue}, Length = {int.MaxValue}, ProofLayers = {int.MaxValue}");
    }

    [Fact]
    public void Reads_the_largest_numbers_as_they_are()
    {
        Read([.. Head(6, 13), .. Enumerable.Repeat((byte)0xff, 12)]).ShouldBe(PeerReadStatus.Ok);
        _handler.Calls.ShouldBe(["request 4294967295 4294967295 4294967295"]);
    }

    [Fact]
    public void Passes_a_whole_message_on_where_it_lies()
    {
        var handler = new OverlapHandler();
        var input = (byte[])[.. Message(20, 500), .. Message(7, 500), .. Message(5, 90)];
        handler.Input = input;
        _reader.Read(input, handler).ShouldBe(PeerReadStatus.Ok);
        handler.Overlaps.ShouldBe([true, true, true]);
    }

    [Fact]
    public void Allocates_nothing_while_messages_are_whole_or_cut()
    {
        var input = (byte[])[.. Message(4, 5), .. Message(6, 13), .. Message(7, 9 + 16384), .. Message(20, 700), .. Message(0, 1)];
        var handler = new OverlapHandler();
        ReadInPortions(input, handler);
        var before = GC.GetAllocatedBytesForCurrentThread();
        ReadInPortions(input, handler);
        (GC.GetAllocatedBytesForCurrentThread() - before).ShouldBe(0);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(PeerMessageReader.MaxBitfieldLength + 1)]
    public void Is_not_made_for_bitfields_beyond_the_limit(int maxBitfieldLength) =>
        Should.Throw<ArgumentOutOfRangeException>(() => new PeerMessageReader(maxBitfieldLength));

    private static byte[] Head(byte id, int length) => [(byte)(length >> 24), (byte)(length >> 16), (byte)(length >> 8), (byte)length, id];

    private static byte[] Message(byte id, int length) => [.. Head(id, length), .. new byte[length - 1]];

    private PeerReadStatus Read(ReadOnlySpan<byte> input) => _reader.Read(input, _handler);

    private void ReadInPortions(byte[] input, OverlapHandler handler)
    {
        for (var size = 1; size < 1000; size += 7)
        {
            for (var at = 0; at < input.Length; at += size)
            {
                _ = _reader.Read(input.AsSpan(at, Math.Min(size, input.Length - at)), handler);
            }
        }
    }
}
