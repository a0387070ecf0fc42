using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using P2PShare.Net.Addresses;

namespace P2PShare.Net.Transport;

/// <summary>A socket that has joined one group on each interface. Receives as any UDP socket does.</summary>
internal sealed class UdpMulticastSocket : IMulticastSocket
{
    private readonly Socket _socket;
    private readonly Socket? _sender;
    private readonly UdpSocket _receiver;
    private readonly IPAddress? _local;
    private readonly Lock _lock = new();

    // Under the lock: interfaces by index.
    private readonly HashSet<int> _joined = [];
    private IReadOnlyList<LocalLink> _links = [];

    public UdpMulticastSocket(Socket bound, Socket? sender, IPEndPoint group, IPAddress? local, TimeProvider time)
    {
        _socket = bound;
        _sender = sender;
        _receiver = new UdpSocket(bound, time);
        _local = local;
        Group = group;
        _ = Refresh();
    }

    public IPEndPoint Group { get; }

    public int InterfaceCount
    {
        get
        {
            lock (_lock)
            {
                return _joined.Count;
            }
        }
    }

    private bool IsIPv4 => Group.Address.IsIPv4();

    public bool IsNeighbour(IPAddress address)
    {
        lock (_lock)
        {
            return _links.Any(link => link.Contains(address));
        }
    }

    public ValueTask<(int Length, IPEndPoint Sender)> ReceiveAsync(Memory<byte> buffer, CancellationToken cancellationToken) =>
        _receiver.ReceiveAsync(buffer, cancellationToken);

    public ValueTask SendAsync(ReadOnlyMemory<byte> datagram, CancellationToken cancellationToken)
    {
        var sender = _sender ?? _socket;
        lock (_lock)
        {
            foreach (var index in _joined)
            {
                TryDo(() =>
                {
                    // By its index, which the system wants in the order of the network where it could be taken for an address.
                    if (IsIPv4)
                    {
                        sender.SetSocketOption(SocketOptionLevel.IP, SocketOptionName.MulticastInterface, IPAddress.HostToNetworkOrder(index));
                    }
                    else
                    {
                        sender.SetSocketOption(SocketOptionLevel.IPv6, SocketOptionName.MulticastInterface, index);
                    }

                    _ = sender.SendTo(datagram.Span, Group);
                });
            }
        }

        return ValueTask.CompletedTask;
    }

    public bool Refresh()
    {
        lock (_lock)
        {
            var present = Interfaces();
            foreach (var index in _joined.Where(index => !present.Contains(index)).ToList())
            {
                _ = TryDo(() => Change(index, isJoined: false));
                _ = _joined.Remove(index);
            }

            var before = _joined.Count;
            foreach (var index in present.Where(index => !_joined.Contains(index)).ToList())
            {
                if (TryDo(() => Change(index, isJoined: true)))
                {
                    _ = _joined.Add(index);
                }
            }

            return _joined.Count > before;
        }
    }

    public ValueTask DisposeAsync()
    {
        _sender?.Dispose();
        return _receiver.DisposeAsync();
    }

    private static bool TryDo(Action action)
    {
        try
        {
            action();
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // An interface that has just gone, or has no way there: the others go on.
            return false;
        }
    }

    private void Change(int index, bool isJoined)
    {
        if (IsIPv4)
        {
            _socket.SetSocketOption(
                SocketOptionLevel.IP, isJoined ? SocketOptionName.AddMembership : SocketOptionName.DropMembership, new MulticastOption(Group.Address, index));
        }
        else
        {
            _socket.SetSocketOption(
                SocketOptionLevel.IPv6, isJoined ? SocketOptionName.AddMembership : SocketOptionName.DropMembership, new IPv6MulticastOption(Group.Address, index));
        }
    }

    // This machine's own interface can, whatever it says of itself.
    private HashSet<int> Interfaces()
    {
        try
        {
            List<IPInterfaceProperties> present =
            [
                .. NetworkInterface.GetAllNetworkInterfaces()
                    .Where(network => network.NetworkInterfaceType == NetworkInterfaceType.Loopback
                        || (network.OperationalStatus == OperationalStatus.Up && network.SupportsMulticast))
                    .Where(network => network.Supports(IsIPv4 ? NetworkInterfaceComponent.IPv4 : NetworkInterfaceComponent.IPv6))
                    .Select(network => network.GetIPProperties())
                    .Where(Serves),
            ];
            _links = [.. present.SelectMany(static properties => properties.UnicastAddresses).Select(static unicast => new LocalLink(unicast.Address, unicast.PrefixLength))];
            return
            [
                .. present.Select(properties => IsIPv4 ? properties.GetIPv4Properties().Index : properties.GetIPv6Properties().Index)
                    .Where(static index => index > 0),
            ];
        }
        catch (NetworkInformationException)
        {
            return [.. _joined];
        }
    }

    private bool Serves(IPInterfaceProperties properties)
    {
        var addresses = properties.UnicastAddresses.Select(unicast => unicast.Address).Where(address => address.AddressFamily == Group.AddressFamily);
        return addresses.Any(address => !UdpMulticast.IsOne(_local) || address.Equals(_local));
    }
}
