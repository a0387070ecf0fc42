using System.Net;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Tests.Simulated;

/// <summary>The program's own node on the simulated network. A hostile one is the same node behind a liar: it changes what is answered.</summary>
internal sealed class SimulatedNode
{
    private readonly SimulatedDatagrams _network;
    private Func<KrpcMessage, IPEndPoint, KrpcMessage?>? _lie;

    public SimulatedNode(SimulatedDatagrams network, IPEndPoint endPoint, NodeId id, DhtServices services, bool isReadOnly = false)
    {
        _network = network;
        EndPoint = endPoint;
        var clock = new DhtClock(services.Time);
        Stores = new NodeStores(clock, services.Random, services.SecureRandom);
        Node = new SocketNode(endPoint.Address.GetAddressBytes().Length == 4, id, Stores, clock, services, Send) { IsReadOnly = isReadOnly };
        network.Connect(endPoint, Receive);
    }

    public IPEndPoint EndPoint { get; }

    public SocketNode Node { get; }

    public NodeStores Stores { get; }

    public CompactNode Compact => new(Node.Own, EndPoint);

    /// <summary>What the query that is being answered asks for.</summary>
    public NodeId AskedFor { get; private set; }

    /// <summary>From now on its answers are what the lie makes of them; null keeps silent.</summary>
    public void Lie(Func<KrpcMessage, IPEndPoint, KrpcMessage?> lie) => _lie = lie;

    public void Leave() => _network.Disconnect(EndPoint);

    private void Receive(byte[] datagram, IPEndPoint sender)
    {
        if (_lie is not null && KrpcReader.TryRead(datagram, out var message) && message.Query is { } query)
        {
            AskedFor = query.Target;
        }

        Node.Receive(datagram, sender);
    }

    private void Send(byte[] datagram, IPEndPoint destination)
    {
        if (_lie is { } lie && KrpcReader.TryRead(datagram, out var message) && message.Response is not null)
        {
            if (lie(message, destination) is { } changed)
            {
                _network.Send(KrpcWriter.Write(changed), EndPoint, destination);
            }
        }
        else
        {
            _network.Send(datagram, EndPoint, destination);
        }
    }
}
