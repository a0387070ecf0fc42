using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;

namespace P2PShare.Tracker.Udp;

/// <summary>
/// Connection ids that prove that a client receives at the address it sends from, without a state for any client: a keyed hash of the address
/// and of the time, in slots of two minutes. An id is good for the rest of its slot and the next one. BEP 15.
/// </summary>
internal sealed class ConnectionIds(TimeProvider time)
{
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(2);

    private readonly byte[] _secret = RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);
    private readonly long _start = time.GetTimestamp();

    /// <summary>The id for an address now.</summary>
    public long Create(IPAddress address) => Compute(address, CurrentSlot());

    /// <summary>Whether an id was made for this address, two minutes ago or less.</summary>
    public bool IsValid(long connectionId, IPAddress address)
    {
        var slot = CurrentSlot();
        return Equal(connectionId, Compute(address, slot)) | Equal(connectionId, Compute(address, slot - 1));
    }

    private long CurrentSlot() => time.GetElapsedTime(_start).Ticks / Slot.Ticks;

    private long Compute(IPAddress address, long slot)
    {
        // | slot   | address       |
        // | i64 BE | 4 or 16 bytes |
        Span<byte> message = stackalloc byte[sizeof(long) + 16];
        BinaryPrimitives.WriteInt64BigEndian(message, slot);
        _ = address.TryWriteBytes(message[sizeof(long)..], out var length);
        Span<byte> hash = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(_secret, message[..(sizeof(long) + length)], hash);
        return BinaryPrimitives.ReadInt64BigEndian(hash);
    }

    private static bool Equal(long one, long other) =>
        CryptographicOperations.FixedTimeEquals(BitConverter.GetBytes(one), BitConverter.GetBytes(other));
}
