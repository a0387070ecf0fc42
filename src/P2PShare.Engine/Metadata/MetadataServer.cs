using P2PShare.Engine.Peers;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Metadata;

/// <summary>Gives the info dictionary to peers that came by a magnet link (BEP 9), as often as an honest one may need it. Only under the swarm's lock.</summary>
internal sealed class MetadataServer(ReadOnlyMemory<byte> infoBytes)
{
    /// <summary>How many times the whole of it one session may ask for.</summary>
    private const int MaxCopies = 3;

    /// <summary>Bytes that may wait to be sent to a peer before it is refused more.</summary>
    private const int MaxWaiting = 1024 * 1024;

    private readonly int _pieceCount = (infoBytes.Length + MetadataMessage.PieceLength - 1) / MetadataMessage.PieceLength;

    /// <summary>A peer sent a message; only requests are answered.</summary>
    public void OnMessage(PeerSession session, byte[]? payload)
    {
        if (session.MetadataId == 0 || !MetadataMessage.TryRead(payload, out var message, out _) || message.Kind != MetadataMessageKind.Request)
        {
            return;
        }

        var isServed = message.Piece < _pieceCount
            && session.Outgoing.WaitingBytes < MaxWaiting
            && ++session.MetadataServed <= (MaxCopies * _pieceCount) + MaxCopies;
        var answer = isServed
            ? new MetadataMessage(MetadataMessageKind.Data, message.Piece, infoBytes.Length).ToBytes(PieceOf(message.Piece))
            : new MetadataMessage(MetadataMessageKind.Reject, message.Piece).ToBytes();
        session.Outgoing.Add((session.MetadataId, answer), static (output, reply) => PeerMessageWriter.WriteExtended(output, reply.MetadataId, reply.answer));
    }

    private ReadOnlySpan<byte> PieceOf(int piece)
    {
        var begin = piece * MetadataMessage.PieceLength;
        return infoBytes.Span.Slice(begin, Math.Min(MetadataMessage.PieceLength, infoBytes.Length - begin));
    }
}
