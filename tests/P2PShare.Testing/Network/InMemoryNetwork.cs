using System.Net;

namespace P2PShare.Testing.Network;

/// <summary>Hosts with addresses of their own that reach each other without a socket: streams with back-pressure, datagrams, latency, loss, and cables that can be pulled.</summary>
/// <param name="time">The clock that latency is measured on; null for the system's.</param>
/// <param name="seed">Of the random source that decides which datagrams are lost.</param>
public sealed class InMemoryNetwork(TimeProvider? time = null, int seed = 1)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<IPAddress, InMemoryHost> _hosts = [];
    private readonly List<InMemoryMulticastSocket> _members = [];
    private readonly List<byte[]> _multicasts = [];
    private readonly Random _random = new(seed);
    private TaskCompletionSource _cablesMoved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>How long everything is under way between two hosts, one way. A connect takes two of it.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>The part of datagrams between two hosts that is lost, from 0 to 1.</summary>
    public double DatagramLoss { get; set; }

    /// <summary>Bytes that one direction of a stream holds before its writer waits. Default: 256 KiB.</summary>
    public int PipeCapacity { get; set; } = 256 * 1024;

    internal TimeProvider Time { get; } = time ?? TimeProvider.System;

    /// <summary>The host with this address; made with it at the first call.</summary>
    public InMemoryHost Host(IPAddress address)
    {
        lock (_lock)
        {
            return _hosts.TryGetValue(address, out var host) ? host : AddHost(address);
        }
    }

    /// <summary>The host with this address, written as text.</summary>
    public InMemoryHost Host(string address) => Host(IPAddress.Parse(address));

    /// <summary>Makes a host with several addresses, of both families for example.</summary>
    public InMemoryHost AddHost(params IPAddress[] addresses)
    {
        lock (_lock)
        {
            var host = new InMemoryHost(this, [.. addresses]);
            foreach (var address in addresses)
            {
                _hosts.Add(address, host);
            }

            return host;
        }
    }

    /// <summary>All datagrams that were sent to groups so far. All hosts are on one local network.</summary>
    public IReadOnlyList<byte[]> Multicasts
    {
        get
        {
            lock (_lock)
            {
                return [.. _multicasts];
            }
        }
    }

    internal void Join(InMemoryMulticastSocket socket)
    {
        lock (_lock)
        {
            _members.Add(socket);
        }
    }

    internal void Leave(InMemoryMulticastSocket socket)
    {
        lock (_lock)
        {
            _ = _members.Remove(socket);
        }
    }

    internal void Multicast(InMemoryHost from, IPEndPoint group, IPEndPoint sender, ReadOnlyMemory<byte> datagram)
    {
        InMemoryMulticastSocket[] members;
        lock (_lock)
        {
            _multicasts.Add(datagram.ToArray());
            members = [.. _members.Where(member => member.Group.Equals(group))];
        }

        foreach (var member in members)
        {
            var link = new InMemoryLink(this, from, member.Host);
            if (!link.IsCut && !LosesDatagram(link))
            {
                member.Inbox.Deliver(datagram, sender, link.Latency);
            }
        }
    }

    internal InMemoryHost? FindHost(IPAddress address)
    {
        lock (_lock)
        {
            return _hosts.GetValueOrDefault(address);
        }
    }

    internal bool LosesDatagram(InMemoryLink link)
    {
        lock (_lock)
        {
            return DatagramLoss > 0 && !link.IsLocal && _random.NextDouble() < DatagramLoss;
        }
    }

    /// <summary>Waits as long as a connect takes: a way there and back, on a link that is not cut.</summary>
    internal async Task TravelAsync(InMemoryLink link, CancellationToken cancellationToken)
    {
        while (true)
        {
            var moved = Volatile.Read(ref _cablesMoved).Task;
            if (!link.IsCut)
            {
                break;
            }

            await moved.WaitAsync(cancellationToken);
        }

        if (link.Latency > TimeSpan.Zero)
        {
            await Task.Delay(2 * link.Latency, Time, cancellationToken);
        }
    }

    internal void WakeTravellers() =>
        Interlocked.Exchange(ref _cablesMoved, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
}
