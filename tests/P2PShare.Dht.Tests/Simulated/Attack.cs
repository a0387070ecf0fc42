using System.Net;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht.Tests.Simulated;

/// <summary>
/// What hostile nodes do together: they tell of nodes that are not there and of each other, as near to the target as can be; they give tokens and store
/// nothing; and for each torrent a crowd of them sits round its info-hash, on few networks and with ids that do not follow from their addresses.
/// </summary>
internal sealed class Attack(SimulatedNetwork network)
{
    private const int CrowdSize = 16;

    private readonly Dictionary<NodeId, List<CompactNode>> _crowds = [];
    private readonly Dictionary<NodeId, List<CompactNode>> _inventions = [];

    public int Lies { get; private set; }

    /// <summary>Makes a part of the nodes hostile; the others.</summary>
    public SimulatedNode[] Corrupt(IReadOnlyList<SimulatedNode> nodes, double part)
    {
        var shuffled = Shuffle(nodes);
        var count = (int)(part * shuffled.Length);
        for (var i = 0; i < count; i++)
        {
            var kind = i % 3;
            var node = shuffled[i];
            node.Lie((message, destination) => Lie(node, kind, message));
        }

        return shuffled[count..];
    }

    /// <summary>Takes a part of the nodes off the network; the others.</summary>
    public SimulatedNode[] Remove(IReadOnlyList<SimulatedNode> nodes, double part)
    {
        var shuffled = Shuffle(nodes);
        var count = (int)(part * shuffled.Length);
        foreach (var node in shuffled.AsSpan(0, count))
        {
            node.Leave();
        }

        return shuffled[count..];
    }

    /// <summary>Puts a crowd of sybils round a target, which answer, and lie.</summary>
    public void Surround(NodeId target)
    {
        var crowd = new List<CompactNode>();
        var block = network.AnyEndPoint().Address.GetAddressBytes();
        for (var i = 0; i < CrowdSize; i++)
        {
            // A quarter of them on one network, the others anywhere.
            var address = i % 4 == 0 ? new IPAddress([block[0], block[1], block[2], (byte)(i + 1)]) : network.AnyEndPoint().Address;
            var sybil = network.Add(target.Diverge(network.Random.Next(24, 60), network.AnyId()), new IPEndPoint(address, network.Random.Next(1_024, 65_536)));
            sybil.Lie((message, _) => Lie(sybil, 1, message));
            crowd.Add(sybil.Compact);
        }

        _crowds[target] = crowd;
        _inventions[target] = Invent(target);
    }

    private SimulatedNode[] Shuffle(IReadOnlyList<SimulatedNode> nodes)
    {
        SimulatedNode[] shuffled = [.. nodes];
        network.Random.Shuffle(shuffled);
        return shuffled;
    }

    private KrpcMessage Lie(SimulatedNode node, int kind, KrpcMessage message)
    {
        Lies++;
        var response = message.Response! with { Values = [] };
        if (response.Nodes is not null)
        {
            response = response with { Nodes = kind == 0 ? _inventions.GetValueOrDefault(node.AskedFor, []) : _crowds.GetValueOrDefault(node.AskedFor, []) };
        }

        if (!response.Token.IsEmpty)
        {
            // A token that its own node does not take, so that it stores nothing; or none of any use.
            response = response with { Token = new byte[] { (byte)kind, 1, 2, 3, 4, 5, 6, 7 } };
        }

        return message with { Response = response with { Id = node.Node.Own } };
    }

    // Nodes that are not there, with ids that follow from their addresses and are nearer than nearly all real ones: only silence gives them away.
    private List<CompactNode> Invent(NodeId target)
    {
        const int NearerThanMost = 12;
        using var random = new SeededRandomNumbers(network.Random.Next());
        var inventions = new List<CompactNode>();
        while (inventions.Count < CrowdSize)
        {
            var endPoint = network.AnyEndPoint();
            var id = SecureNodeId.Create(endPoint.Address, random);
            if (id.CommonBits(target) >= NearerThanMost)
            {
                inventions.Add(new CompactNode(id, endPoint));
            }
        }

        return inventions;
    }
}
