using System.Buffers.Binary;
using System.Numerics;

namespace P2PShare.Engine.Storage.Records;

/// <summary>
/// A journal as bytes: a magic number and then frames. Each frame's checksum covers the one before, so that a frame counts only if it and
/// all before it are as they were written: torn, zeroed, flipped, left out, twice or of another journal.
/// </summary>
internal static class JournalFormat
{
    // | payload length | payload | CRC-32C of the previous frame's CRC, the length and the payload |
    // | u32 LE         |         | u32 LE                                                          |
    private const int LengthSize = 4;
    private const int ChecksumSize = 4;

    // The last byte is the version.
    private static ReadOnlySpan<byte> Magic => "p2phave\x01"u8;

    /// <summary>What the first frame's checksum begins with.</summary>
    public const uint Seed = 0x70327073;

    /// <summary>Appends the magic number.</summary>
    public static void WriteHead(MemoryStream journal) => journal.Write(Magic);

    /// <summary>Appends a frame; returns its checksum, for the next.</summary>
    public static uint WriteFrame(MemoryStream journal, ReadOnlySpan<byte> payload, uint previous)
    {
        Span<byte> number = stackalloc byte[sizeof(uint)];
        BinaryPrimitives.WriteInt32LittleEndian(number, payload.Length);
        journal.Write(number);
        journal.Write(payload);
        var checksum = Checksum(Checksum(previous, number), payload);
        BinaryPrimitives.WriteUInt32LittleEndian(number, checksum);
        journal.Write(number);
        return checksum;
    }

    /// <summary>The payloads of all frames that can be believed, and whether there is nothing behind them.</summary>
    public static (IReadOnlyList<ReadOnlyMemory<byte>> Frames, bool IsWhole) Read(ReadOnlyMemory<byte> journal)
    {
        if (!journal.Span.StartsWith(Magic))
        {
            return ([], journal.IsEmpty);
        }

        var frames = new List<ReadOnlyMemory<byte>>();
        var rest = journal[Magic.Length..];
        var previous = Seed;
        while (TryReadFrame(rest.Span, ref previous, out var payloadLength))
        {
            frames.Add(rest.Slice(LengthSize, payloadLength));
            rest = rest[(LengthSize + payloadLength + ChecksumSize)..];
        }

        return (frames, rest.IsEmpty);
    }

    private static bool TryReadFrame(ReadOnlySpan<byte> bytes, ref uint previous, out int payloadLength)
    {
        payloadLength = 0;
        if (bytes.Length < LengthSize + ChecksumSize)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (length > bytes.Length - LengthSize - ChecksumSize)
        {
            return false;
        }

        payloadLength = (int)length;
        previous = Checksum(previous, bytes[..(LengthSize + payloadLength)]);
        return previous == BinaryPrimitives.ReadUInt32LittleEndian(bytes[(LengthSize + payloadLength)..]);
    }

    private static uint Checksum(uint checksum, ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length >= sizeof(ulong))
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            bytes = bytes[sizeof(ulong)..];
        }

        foreach (var value in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, value);
        }

        return checksum;
    }
}
