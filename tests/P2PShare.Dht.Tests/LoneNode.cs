using System.Net;
using P2PShare.Dht.Tests.Simulated;
using P2PShare.Protocol.Krpc;
using P2PShare.Testing;

namespace P2PShare.Dht.Tests;

/// <summary>One node whose datagrams go to a list, and whose clock the test moves.</summary>
internal sealed class LoneNode
{
    private static readonly DhtServices Seeded = new() { Random = new Random(1), SecureRandom = new SeededRandomNumbers(1) };

    public LoneNode(bool isReadOnly = false, bool isIPv4 = true)
    {
        var services = Seeded with { Time = Time, Random = new Random(1), SecureRandom = new SeededRandomNumbers(1) };
        var clock = new DhtClock(Time);
        Stores = new NodeStores(clock, services.Random, services.SecureRandom);
        Node = new SocketNode(isIPv4, Some.Id(0), Stores, clock, services, (datagram, destination) => Sent.Add((datagram, destination))) { IsReadOnly = isReadOnly };
    }

    public ManualTimeProvider Time { get; } = new();

    public NodeStores Stores { get; }

    public SocketNode Node { get; }

    public List<(byte[] Datagram, IPEndPoint Destination)> Sent { get; } = [];

    /// <summary>The messages that have been sent since the last call.</summary>
    public IReadOnlyList<(KrpcMessage Message, IPEndPoint Destination)> TakeSent()
    {
        var taken = Sent.Select(static sent => (KrpcReader.TryRead(sent.Datagram, out var message) ? message : throw new InvalidOperationException("No message."), sent.Destination)).ToArray();
        Sent.Clear();
        return taken;
    }

    /// <summary>Asks, and returns what is answered; null for silence.</summary>
    public KrpcMessage? Ask(IPEndPoint sender, KrpcQuery query, bool isReadOnly = false) =>
        Ask(sender, KrpcWriter.Write(new KrpcMessage { TransactionId = "aa"u8.ToArray(), IsReadOnly = isReadOnly, Query = query }));

    public KrpcMessage? Ask(IPEndPoint sender, byte[] datagram)
    {
        Sent.Clear();
        Node.Receive(datagram, sender);
        return TakeSent().Select(static sent => sent.Message).FirstOrDefault(static message => message.Query is null);
    }

    /// <summary>Answers a query that the node has sent.</summary>
    public void Answer(KrpcMessage query, IPEndPoint from, NodeId id, Func<KrpcResponse, KrpcResponse>? more = null, IPEndPoint? external = null)
    {
        var response = new KrpcResponse { Id = id };
        Node.Receive(
            KrpcWriter.Write(new KrpcMessage { TransactionId = query.TransactionId, Response = more?.Invoke(response) ?? response, ExternalEndPoint = external }), from);
    }

    /// <summary>Gets a node into the table, as it does: it is asked and answers.</summary>
    public void Meet(NodeId id, IPEndPoint endPoint, IPEndPoint? external = null)
    {
        Sent.Clear();
        Node.TryPing(endPoint, id, P2PShare.Dht.Queries.NoOwner.Instance);
        Answer(TakeSent().Single().Message, endPoint, id, external: external);
    }

    public void Pass(TimeSpan time)
    {
        for (var passed = TimeSpan.Zero; passed < time; passed += DhtLimits.Tick)
        {
            Time.Advance(DhtLimits.Tick);
            Node.Tick();
            Stores.Tick();
        }
    }
}
