using System.Net;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>Which contacts may be told to whom, and which of a peer's are taken. Pure.</summary>
internal static class ContactRules
{
    /// <summary>Most contacts taken of one message.</summary>
    public const int MaxTaken = 50;

    /// <summary>Most addresses in the book that one peer told of and that have not proved to be real.</summary>
    public const int MaxUnproven = 200;

    /// <summary>Most contacts of one message that share an address, this machine's left out: friends behind one router, and no flood of ports.</summary>
    public const int MaxPerAddress = 8;

    /// <summary>Whether a contact may pass between us and somebody of this scope, in either direction. Link-local IPv6 addresses mean something on one link only, which the wire does not name.</summary>
    public static bool MayTell(AddressScope other, IPEndPoint contact) =>
        AddressScopes.Believes(other, contact) && !contact.Address.IsIPv6LinkLocal;

    /// <summary>Those of a message's new contacts that are taken from a peer of this scope, of whom <paramref name="unproven"/> others are in the book.</summary>
    public static IEnumerable<PeerExchangeContact> Take(IReadOnlyList<PeerExchangeContact> added, AddressScope teller, int unproven)
    {
        var perAddress = new Dictionary<IPAddress, int>();
        return added
            .Where(contact => MayTell(teller, contact.Address) && IsSpread(perAddress, contact.Address.Address))
            .Take(Math.Clamp(MaxUnproven - unproven, 0, MaxTaken));
    }

    private static bool IsSpread(Dictionary<IPAddress, int> perAddress, IPAddress address)
    {
        var count = perAddress[address] = perAddress.GetValueOrDefault(address) + 1;
        return count <= MaxPerAddress || IPAddress.IsLoopback(address);
    }
}
