using P2PShare.Net.Memory;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>Which message an <see cref="IncomingMessage"/> is.</summary>
internal enum IncomingKind
{
    Choke,
    Unchoke,
    Interested,
    NotInterested,
    Have,
    Bitfield,
    Request,
    Block,
    Cancel,
    Port,
    Suggest,
    HaveAll,
    HaveNone,
    Reject,
    AllowedFast,
    Extended,
    HashRequest,
    Hashes,
    HashReject,
}

/// <summary>One message of a peer, taken off the wire and not yet judged. Numbers are as the peer sent them.</summary>
internal readonly record struct IncomingMessage(IncomingKind Kind)
{
    /// <summary>A piece; for <see cref="IncomingKind.Extended"/> the message id, for <see cref="IncomingKind.Port"/> the port.</summary>
    public uint Piece { get; init; }

    /// <summary>Where in the piece a range begins.</summary>
    public uint Begin { get; init; }

    /// <summary>Bytes of a range.</summary>
    public uint Length { get; init; }

    /// <summary>The data of a block, owned by whoever takes the message; null where it was too large to be one of ours.</summary>
    public BlockLease? Block { get; init; }

    /// <summary>A bitfield or an extension's payload.</summary>
    public byte[]? Payload { get; init; }

    /// <summary>Set for the three messages of BEP 52.</summary>
    public IncomingHashes? Hashes { get; init; }
}

/// <summary>What a message of BEP 52 carries; apart from <see cref="IncomingMessage"/> to keep that small.</summary>
internal sealed record IncomingHashes(HashRequest Request, byte[] Nodes);
