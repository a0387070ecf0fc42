using P2PShare.Protocol.Krpc;

namespace P2PShare.Dht;

/// <summary>How long an answer becomes, and how it is shortened. Pure.</summary>
internal static class AnswerSize
{
    // What comes around a response: transaction id (32 bytes at most), version, address, and the keys.
    private const int Envelope = 96;

    /// <summary>Most bytes of a datagram with this response.</summary>
    public static int Of(KrpcResponse response) =>
        KrpcWriter.Write(new KrpcMessage { TransactionId = new byte[] { 0 }, Response = response }).Length + Envelope;

    /// <summary>The response with as many of its nodes as fit.</summary>
    public static KrpcResponse Fit(KrpcResponse response, int limit)
    {
        while (Of(response) > limit && response is not { Nodes: null or { Count: 0 }, Nodes6: null or { Count: 0 } })
        {
            response = response with { Nodes = Shorter(response.Nodes), Nodes6 = Shorter(response.Nodes6) };
        }

        return response;
    }

    private static List<CompactNode>? Shorter(IReadOnlyList<CompactNode>? nodes) => nodes is null ? null : [.. nodes.SkipLast(1)];
}
