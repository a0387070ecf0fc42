namespace P2PShare.Protocol.Krpc;

/// <summary>The names of methods on the wire.</summary>
internal static class KrpcMethods
{
    public static KrpcMethod Read(ReadOnlySpan<byte> name) => name switch
    {
        _ when name.SequenceEqual("ping"u8) => KrpcMethod.Ping,
        _ when name.SequenceEqual("find_node"u8) => KrpcMethod.FindNode,
        _ when name.SequenceEqual("get_peers"u8) => KrpcMethod.GetPeers,
        _ when name.SequenceEqual("announce_peer"u8) => KrpcMethod.AnnouncePeer,
        _ when name.SequenceEqual("get"u8) => KrpcMethod.Get,
        _ when name.SequenceEqual("put"u8) => KrpcMethod.Put,
        _ when name.SequenceEqual("sample_infohashes"u8) => KrpcMethod.SampleInfohashes,
        _ => KrpcMethod.Unknown,
    };

    public static ReadOnlySpan<byte> NameOf(KrpcMethod method) => method switch
    {
        KrpcMethod.Ping => "ping"u8,
        KrpcMethod.FindNode => "find_node"u8,
        KrpcMethod.GetPeers => "get_peers"u8,
        KrpcMethod.AnnouncePeer => "announce_peer"u8,
        KrpcMethod.Get => "get"u8,
        KrpcMethod.Put => "put"u8,
        KrpcMethod.SampleInfohashes => "sample_infohashes"u8,
        _ => throw new ArgumentOutOfRangeException(nameof(method)),
    };

    /// <summary>The argument that names what is asked for; empty where the method takes none.</summary>
    public static ReadOnlySpan<byte> TargetKeyOf(KrpcMethod method) => method switch
    {
        KrpcMethod.FindNode or KrpcMethod.Get or KrpcMethod.SampleInfohashes => "target"u8,
        KrpcMethod.GetPeers or KrpcMethod.AnnouncePeer => "info_hash"u8,
        _ => default,
    };
}
