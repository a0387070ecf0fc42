using System.Buffers.Binary;
using System.Security.Cryptography;
using P2PShare.Net.Addresses;

namespace P2PShare.Tracker.Udp;

/// <summary>
/// Connection ids that prove that a client receives at the address it sends from, without a state for any client: a keyed hash of the address
/// and of the time, in slots of two minutes. An id is good for the rest of its slot and the next one. BEP 15.
/// </summary>
internal sealed class ConnectionIds(TimeProvider time)
{
    private static readonly TimeSpan Slot = TimeSpan.FromMinutes(2);

    private readonly SipHash _hash = new(RandomNumberGenerator.GetBytes(SipHash.KeySize));
    private readonly long _start = time.GetTimestamp();

    /// <summary>The id for an address now.</summary>
    public long Create(HostAddress address) => Compute(address, CurrentSlot());

    /// <summary>Whether an id was made for this address, two minutes ago or less.</summary>
    public bool IsValid(long connectionId, HostAddress address)
    {
        var slot = CurrentSlot();
        return connectionId == Compute(address, slot) || connectionId == Compute(address, slot - 1);
    }

    private long CurrentSlot() => time.GetElapsedTime(_start).Ticks / Slot.Ticks;

    private long Compute(HostAddress address, long slot)
    {
        // | slot   | address  |
        // | i64 BE | 16 bytes |
        Span<byte> message = stackalloc byte[sizeof(long) + HostAddress.IPv6Size];
        BinaryPrimitives.WriteInt64BigEndian(message, slot);
        address.Write(message[sizeof(long)..]);
        return (long)_hash.Compute(message);
    }
}
