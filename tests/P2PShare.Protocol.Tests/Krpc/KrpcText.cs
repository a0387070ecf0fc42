using System.Text;
using P2PShare.Protocol.Krpc;

namespace P2PShare.Protocol.Tests.Krpc;

/// <summary>What was read from a datagram, in a line.</summary>
internal static class KrpcText
{
    public static KrpcMessage? Read(ReadOnlyMemory<byte> datagram) => KrpcReader.TryRead(datagram, out var message) ? message : null;

    public static KrpcMessage? Read(string datagram) => Read(Encoding.Latin1.GetBytes(datagram));

    public static string Describe(KrpcMessage? message) => message switch
    {
        null => "refused",
        { Fault: { } fault } => $"fault {fault.Code} {fault.Text}",
        { Error: { } error } => $"error {error.Code} {error.Text}",
        { Query: { } query } => Describe(query) + (message.IsReadOnly ? " ro" : ""),
        { Response: { } response } => Describe(response) + (message.ExternalEndPoint is { } ip ? $" ip {ip}" : ""),
        _ => "nothing",
    };

    private static string Describe(KrpcQuery query)
    {
        var text = new StringBuilder(query.Method.ToString());
        text.Append(query.Method is KrpcMethod.Ping or KrpcMethod.Put ? "" : $" {Latin(query.Target)}");
        text.Append(query.Want == KrpcFamilies.None ? "" : $" want {query.Want}");
        text.Append(query.Token.IsEmpty ? "" : $" token {Encoding.Latin1.GetString(query.Token.Span)}");
        text.Append(query.IsPortImplied ? " implied" : query.Port > 0 ? $" port {query.Port}" : "");
        text.Append(query.IsSeed ? " seed" : "").Append(query.ExcludesSeeds ? " noseed" : "").Append(query.WantsScrape ? " scrape" : "");
        text.Append(query.Item is { } item ? $" v {Encoding.Latin1.GetString(item.Value.Span)} seq {item.Sequence}" : "");
        return text.ToString();
    }

    private static string Describe(KrpcResponse response)
    {
        var text = new StringBuilder("answer");
        text.Append(response.Nodes is { } nodes ? $" nodes {nodes.Count} {(nodes.Count > 0 ? nodes[0].EndPoint : null)}" : "");
        text.Append(response.Nodes6 is { } nodes6 ? $" nodes6 {nodes6.Count}" : "");
        text.Append(response.Values.Count > 0 ? $" values {string.Join(' ', response.Values)}" : "");
        text.Append(response.Token.IsEmpty ? "" : $" token {response.Token.Length}");
        text.Append(response.Samples is { } samples ? $" samples {samples.Count} of {response.SampleCount} each {response.SampleInterval}" : "");
        text.Append(response.Item is { } item ? $" v {Encoding.Latin1.GetString(item.Value.Span)} seq {item.Sequence}" : "");
        return text.ToString().TrimEnd();
    }

    private static string Latin(NodeId id)
    {
        Span<byte> bytes = stackalloc byte[NodeId.Size];
        id.CopyTo(bytes);
        return bytes.IndexOfAnyExceptInRange((byte)' ', (byte)'~') < 0 ? Encoding.Latin1.GetString(bytes) : id.ToString();
    }
}
