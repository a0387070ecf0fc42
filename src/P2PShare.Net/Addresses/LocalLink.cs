using System.Net;

namespace P2PShare.Net.Addresses;

/// <summary>A network that one of our interfaces is on: who has an address in it is a neighbour, though the address be a global one. Pure.</summary>
/// <param name="Own">Our address in it.</param>
/// <param name="PrefixLength">The bits that all its addresses share; 0 for none, as on a line that leads to everybody.</param>
public readonly record struct LocalLink(IPAddress Own, int PrefixLength)
{
    /// <summary>Whether an address is in it.</summary>
    public bool Contains(IPAddress address)
    {
        ArgumentNullException.ThrowIfNull(address);
        if (PrefixLength <= 0 || address.AddressFamily != Own.AddressFamily)
        {
            return false;
        }

        Span<byte> own = stackalloc byte[16];
        Span<byte> other = stackalloc byte[16];
        Own.TryWriteBytes(own, out var length);
        address.TryWriteBytes(other, out _);
        var bits = Math.Min(PrefixLength, 8 * length);
        var (whole, rest) = (bits / 8, bits % 8);
        return own[..whole].SequenceEqual(other[..whole]) && (rest == 0 || (own[whole] ^ other[whole]) >> (8 - rest) == 0);
    }
}
