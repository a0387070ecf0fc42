using System.Net;
using System.Net.Sockets;
using P2PShare.Net.Transport;

namespace P2PShare.Testing.Network;

/// <summary>A host of an in-memory network: the transports of one machine. Loopback addresses reach the host itself.</summary>
public sealed class InMemoryHost : ITransport, IDatagramTransport, IMulticastTransport
{
    private readonly Lock _lock = new();
    private readonly InMemoryNetwork _network;
    private readonly PortTable<InMemoryListener> _listeners = new();
    private readonly PortTable<InMemoryDatagramSocket> _sockets = new();
    private readonly HashSet<InMemoryConnection> _connections = [];
    private int _nextSourcePort = 1024;

    internal InMemoryHost(InMemoryNetwork network, IReadOnlyList<IPAddress> addresses)
    {
        _network = network;
        Addresses = addresses;
    }

    /// <summary>Its own addresses, loopback left out.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; }

    /// <summary>Added to the network's latency for all that this host sends and receives.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Whether it is cut off.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Number of its open connections.</summary>
    public int ConnectionCount
    {
        get
        {
            lock (_lock)
            {
                return _connections.Count;
            }
        }
    }

    /// <summary>Pulls the cable: streams stand still, connecting waits, datagrams are lost.</summary>
    public void CutOff() => SetCutOff(true);

    /// <summary>Plugs the cable in again: streams go on where they stood.</summary>
    public void Restore() => SetCutOff(false);

    /// <summary>Ends all its connections on both sides, and loses what was under way.</summary>
    public void KillConnections()
    {
        foreach (var connection in Connections())
        {
            connection.Kill();
        }
    }

    /// <inheritdoc/>
    public IConnectionListener Listen(IPEndPoint address)
    {
        lock (_lock)
        {
            return _listeners.Add(Check(address), bound => new InMemoryListener(this, bound));
        }
    }

    /// <inheritdoc/>
    public IDatagramSocket Bind(IPEndPoint address)
    {
        lock (_lock)
        {
            return _sockets.Add(Check(address), bound => new InMemoryDatagramSocket(this, bound, _network.Time));
        }
    }

    /// <inheritdoc/>
    public async ValueTask<IConnection> ConnectAsync(IPEndPoint remote, IPAddress? local, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        remote = remote.Unmap();
        var source = local is null ? SourceFor(remote.Address) : Check(new IPEndPoint(local, 0)).Address;
        if (source is null || source.AddressFamily != remote.AddressFamily)
        {
            throw new NetException(local is null ? "network unreachable" : "the address to connect from is of another family");
        }

        var target = Find(remote.Address) ?? throw new NetException("host unreachable");
        await _network.TravelAsync(new InMemoryLink(_network, this, target), cancellationToken);
        var listener = target.FindListener(remote) ?? throw new NetException("connection refused");
        var (ours, theirs) = Join(target, new IPEndPoint(source, NextSourcePort()), remote);
        try
        {
            return await listener.TryOfferAsync(theirs, cancellationToken) ? ours : throw new NetException("connection refused");
        }
        catch
        {
            ours.Abort();
            theirs.Abort();
            throw;
        }
    }

    /// <inheritdoc/>
    public IMulticastSocket Join(IPEndPoint group, IPAddress? local)
    {
        if (SourceFor(group.Address) is not { } source)
        {
            throw new NetException("address family not supported on this machine");
        }

        var inbox = new InMemoryDatagramSocket(this, new IPEndPoint(source, group.Port), _network.Time);
        var socket = new InMemoryMulticastSocket(this, group, inbox, datagram => _network.Multicast(this, group, new IPEndPoint(source, group.Port), datagram));
        _network.Join(socket);
        return socket;
    }

    internal void Leave(InMemoryMulticastSocket socket) => _network.Leave(socket);

    internal void Forget(InMemoryConnection connection)
    {
        lock (_lock)
        {
            _connections.Remove(connection);
        }
    }

    internal void Release(InMemoryListener listener)
    {
        lock (_lock)
        {
            _listeners.Remove(listener);
        }
    }

    internal void Release(InMemoryDatagramSocket socket)
    {
        lock (_lock)
        {
            _sockets.Remove(socket);
        }
    }

    internal void Send(ReadOnlyMemory<byte> datagram, IPEndPoint from, IPEndPoint to)
    {
        var source = PortTable.IsWildcard(from.Address) ? SourceFor(to.Address) : from.Address;
        if (source is null || source.AddressFamily != to.AddressFamily || Find(to.Address) is not { } target)
        {
            return;
        }

        var link = new InMemoryLink(_network, this, target);
        if (!link.IsCut && !_network.LosesDatagram(link))
        {
            target.FindSocket(to)?.Deliver(datagram, new IPEndPoint(source, from.Port), link.Latency);
        }
    }

    private void SetCutOff(bool isCutOff)
    {
        IsCutOff = isCutOff;
        foreach (var connection in Connections())
        {
            connection.Wake();
        }

        _network.WakeTravellers();
    }

    private InMemoryConnection[] Connections()
    {
        lock (_lock)
        {
            return [.. _connections];
        }
    }

    private (InMemoryConnection Ours, InMemoryConnection Theirs) Join(InMemoryHost target, IPEndPoint source, IPEndPoint remote)
    {
        var there = new InMemoryPipe(new InMemoryLink(_network, this, target), _network.PipeCapacity);
        var back = new InMemoryPipe(new InMemoryLink(_network, target, this), _network.PipeCapacity);
        return (
            Remember(new InMemoryConnection(this, source, remote, back, there)),
            target.Remember(new InMemoryConnection(target, remote, source, there, back)));
    }

    private InMemoryConnection Remember(InMemoryConnection connection)
    {
        lock (_lock)
        {
            _connections.Add(connection);
            return connection;
        }
    }

    private InMemoryHost? Find(IPAddress address) => IPAddress.IsLoopback(address) ? this : _network.FindHost(address);

    private InMemoryListener? FindListener(IPEndPoint address)
    {
        lock (_lock)
        {
            return _listeners.Find(address);
        }
    }

    private InMemoryDatagramSocket? FindSocket(IPEndPoint address)
    {
        lock (_lock)
        {
            return _sockets.Find(address);
        }
    }

    private IPEndPoint Check(IPEndPoint address)
    {
        address = address.Unmap();
        var isOwn = PortTable.IsWildcard(address.Address) || IPAddress.IsLoopback(address.Address) || Addresses.Contains(address.Address);
        return isOwn ? address : throw new NetException("address not available on this machine");
    }

    private IPAddress? SourceFor(IPAddress remote)
    {
        if (IPAddress.IsLoopback(remote))
        {
            return remote.AddressFamily == AddressFamily.InterNetwork ? IPAddress.Loopback : IPAddress.IPv6Loopback;
        }

        return Addresses.FirstOrDefault(address => address.AddressFamily == remote.AddressFamily);
    }

    private int NextSourcePort() => 1024 + ((Interlocked.Increment(ref _nextSourcePort) - 1024) % 48000);
}
