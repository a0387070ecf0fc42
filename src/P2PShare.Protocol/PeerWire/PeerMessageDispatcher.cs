using System.Buffers.Binary;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.PeerWire;

/// <summary>Decodes a whole message whose length is right, and calls the handler. Blocks are not its business.</summary>
internal static class PeerMessageDispatcher
{
    /// <summary>False when the id is none that we know.</summary>
    public static bool TryDispatch(byte id, ReadOnlySpan<byte> payload, IPeerMessageHandler handler)
    {
        switch (id)
        {
            case PeerMessageId.Choke:
                handler.OnChoke();
                return true;
            case PeerMessageId.Unchoke:
                handler.OnUnchoke();
                return true;
            case PeerMessageId.Interested:
                handler.OnInterested();
                return true;
            case PeerMessageId.NotInterested:
                handler.OnNotInterested();
                return true;
            case PeerMessageId.Have:
                handler.OnHave(UInt32(payload, 0));
                return true;
            case PeerMessageId.Bitfield:
                handler.OnBitfield(payload);
                return true;
            case PeerMessageId.Request:
                handler.OnRequest(UInt32(payload, 0), UInt32(payload, 1), UInt32(payload, 2));
                return true;
            case PeerMessageId.Cancel:
                handler.OnCancel(UInt32(payload, 0), UInt32(payload, 1), UInt32(payload, 2));
                return true;
            case PeerMessageId.Port:
                handler.OnPort(BinaryPrimitives.ReadUInt16BigEndian(payload));
                return true;
            case PeerMessageId.Extended:
                handler.OnExtended(payload[0], payload[1..]);
                return true;
            default:
                return TryDispatchFast(id, payload, handler) || TryDispatchHashes(id, payload, handler);
        }
    }

    private static bool TryDispatchFast(byte id, ReadOnlySpan<byte> payload, IPeerMessageHandler handler)
    {
        switch (id)
        {
            case PeerMessageId.Suggest:
                handler.OnSuggest(UInt32(payload, 0));
                return true;
            case PeerMessageId.HaveAll:
                handler.OnHaveAll();
                return true;
            case PeerMessageId.HaveNone:
                handler.OnHaveNone();
                return true;
            case PeerMessageId.Reject:
                handler.OnReject(UInt32(payload, 0), UInt32(payload, 1), UInt32(payload, 2));
                return true;
            case PeerMessageId.AllowedFast:
                handler.OnAllowedFast(UInt32(payload, 0));
                return true;
            default:
                return false;
        }
    }

    private static bool TryDispatchHashes(byte id, ReadOnlySpan<byte> payload, IPeerMessageHandler handler)
    {
        switch (id)
        {
            case PeerMessageId.HashRequest:
                handler.OnHashRequest(HashRequestIn(payload));
                return true;
            case PeerMessageId.Hashes:
                handler.OnHashes(HashRequestIn(payload), payload[PeerMessageLayout.HashRequestSize..]);
                return true;
            case PeerMessageId.HashReject:
                handler.OnHashReject(HashRequestIn(payload));
                return true;
            default:
                return false;
        }
    }

    private static HashRequest HashRequestIn(ReadOnlySpan<byte> payload)
    {
        var numbers = payload[Sha256Hash.Size..];
        return new HashRequest(
            new Sha256Hash(payload[..Sha256Hash.Size]),
            Saturated(UInt32(numbers, 0)),
            Saturated(UInt32(numbers, 1)),
            Saturated(UInt32(numbers, 2)),
            Saturated(UInt32(numbers, 3)));
    }

    private static int Saturated(uint number) => (int)Math.Min(number, int.MaxValue);

    private static uint UInt32(ReadOnlySpan<byte> payload, int index) => PeerMessageLayout.ReadUInt32(payload, index * sizeof(uint));
}
