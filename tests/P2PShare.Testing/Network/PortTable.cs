using System.Net;
using System.Net.Sockets;
using P2PShare.Net.Transport;

namespace P2PShare.Testing.Network;

/// <summary>Which addresses stand for which.</summary>
internal static class PortTable
{
    public static bool IsWildcard(IPAddress address) => address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any);

    /// <summary>Whether something bound to one address gets what comes for the other.</summary>
    public static bool Covers(IPAddress bound, IPAddress address) =>
        bound.Equals(address)
        || bound.Equals(IPAddress.IPv6Any)
        || (bound.Equals(IPAddress.Any) && address.AddressFamily == AddressFamily.InterNetwork);
}

/// <summary>The bound ports of one host, of one protocol. Not thread-safe.</summary>
internal sealed class PortTable<T>
    where T : class
{
    private readonly List<(IPEndPoint Address, T Owner)> _bound = [];
    private int _nextFree = 49152;

    public T Add(IPEndPoint address, Func<IPEndPoint, T> create)
    {
        var place = address.Port == 0 ? new IPEndPoint(address.Address, FreePort()) : address;
        if (_bound.Any(bound => Collide(bound.Address, place)))
        {
            throw new NetException("address already in use");
        }

        var owner = create(place);
        _bound.Add((place, owner));
        return owner;
    }

    public void Remove(T owner) => _bound.RemoveAll(bound => ReferenceEquals(bound.Owner, owner));

    public T? Find(IPEndPoint address) =>
        _bound.FirstOrDefault(bound => bound.Address.Port == address.Port && PortTable.Covers(bound.Address.Address, address.Address)).Owner;

    private static bool Collide(IPEndPoint first, IPEndPoint second) =>
        first.Port == second.Port && (PortTable.Covers(first.Address, second.Address) || PortTable.Covers(second.Address, first.Address));

    private int FreePort()
    {
        while (_bound.Any(bound => bound.Address.Port == _nextFree))
        {
            _nextFree++;
        }

        return _nextFree++;
    }
}
