namespace P2PShare.Protocol.Krpc;

/// <summary>What a query asks for.</summary>
public enum KrpcMethod
{
    /// <summary>A method that this program does not know.</summary>
    Unknown,

    /// <summary>Whether the node is there. BEP 5.</summary>
    Ping,

    /// <summary>The nodes nearest to an id. BEP 5.</summary>
    FindNode,

    /// <summary>The peers of a torrent. BEP 5.</summary>
    GetPeers,

    /// <summary>To remember a peer of a torrent. BEP 5.</summary>
    AnnouncePeer,

    /// <summary>An item. BEP 44.</summary>
    Get,

    /// <summary>To remember an item. BEP 44.</summary>
    Put,

    /// <summary>Some of the info-hashes that the node has peers for. BEP 51.</summary>
    SampleInfohashes,
}
