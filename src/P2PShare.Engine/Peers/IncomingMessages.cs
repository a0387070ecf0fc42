using P2PShare.Net.Memory;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>
/// Collects the messages of one receive so that the torrent's owner is bothered once, not once a message. Puts the parts of blocks together.
/// Used by the session's receive loop alone, but for <see cref="Messages"/>, which is handed to the owner in between.
/// </summary>
internal sealed class IncomingMessages(IBlockPool blocks) : IPeerMessageHandler, IDisposable
{
    /// <summary>Messages for which room is kept: a flood of tiny ones in one receive must not hold megabytes for the rest of the session.</summary>
    private const int MaxKeptCapacity = 1024;

    private BlockLease? _partial;

    /// <summary>What has been collected since <see cref="Clear"/>, in order.</summary>
    public List<IncomingMessage> Messages { get; } = [];

    /// <summary>Forgets what was collected; the blocks have been taken over.</summary>
    public void Clear()
    {
        Messages.Clear();
        if (Messages.Capacity > MaxKeptCapacity)
        {
            Messages.Capacity = MaxKeptCapacity;
        }
    }

    /// <summary>Gives back a block that was never finished.</summary>
    public void Dispose()
    {
        _partial?.Dispose();
        _partial = null;
    }

    public void OnKeepAlive()
    {
        // That something was received is all there is to it.
    }

    public void OnChoke() => Messages.Add(new IncomingMessage(IncomingKind.Choke));

    public void OnUnchoke() => Messages.Add(new IncomingMessage(IncomingKind.Unchoke));

    public void OnInterested() => Messages.Add(new IncomingMessage(IncomingKind.Interested));

    public void OnNotInterested() => Messages.Add(new IncomingMessage(IncomingKind.NotInterested));

    public void OnHave(uint piece) => Messages.Add(new IncomingMessage(IncomingKind.Have) { Piece = piece });

    public void OnBitfield(ReadOnlySpan<byte> bits) => Messages.Add(new IncomingMessage(IncomingKind.Bitfield) { Payload = bits.ToArray() });

    public void OnRequest(uint piece, uint begin, uint length) => Messages.Add(Ranged(IncomingKind.Request, piece, begin, length));

    public void OnBlock(uint piece, uint begin, int length, int offset, ReadOnlySpan<byte> data)
    {
        if (length <= BlockLease.Size)
        {
            _partial ??= blocks.Rent();
            data.CopyTo(_partial.Memory.Span[offset..]);
        }

        if (offset + data.Length == length)
        {
            Messages.Add(Ranged(IncomingKind.Block, piece, begin, (uint)length) with { Block = _partial });
            _partial = null;
        }
    }

    public void OnCancel(uint piece, uint begin, uint length) => Messages.Add(Ranged(IncomingKind.Cancel, piece, begin, length));

    public void OnPort(ushort port) => Messages.Add(new IncomingMessage(IncomingKind.Port) { Piece = port });

    public void OnSuggest(uint piece) => Messages.Add(new IncomingMessage(IncomingKind.Suggest) { Piece = piece });

    public void OnHaveAll() => Messages.Add(new IncomingMessage(IncomingKind.HaveAll));

    public void OnHaveNone() => Messages.Add(new IncomingMessage(IncomingKind.HaveNone));

    public void OnReject(uint piece, uint begin, uint length) => Messages.Add(Ranged(IncomingKind.Reject, piece, begin, length));

    public void OnAllowedFast(uint piece) => Messages.Add(new IncomingMessage(IncomingKind.AllowedFast) { Piece = piece });

    public void OnExtended(byte id, ReadOnlySpan<byte> payload) =>
        Messages.Add(new IncomingMessage(IncomingKind.Extended) { Piece = id, Payload = payload.ToArray() });

    public void OnHashRequest(in HashRequest request) => Messages.Add(Hashed(IncomingKind.HashRequest, request, []));

    public void OnHashes(in HashRequest request, ReadOnlySpan<byte> hashes) => Messages.Add(Hashed(IncomingKind.Hashes, request, hashes.ToArray()));

    public void OnHashReject(in HashRequest request) => Messages.Add(Hashed(IncomingKind.HashReject, request, []));

    private static IncomingMessage Hashed(IncomingKind kind, in HashRequest request, byte[] nodes) =>
        new(kind) { Hashes = new IncomingHashes(request, nodes) };

    private static IncomingMessage Ranged(IncomingKind kind, uint piece, uint begin, uint length) =>
        new(kind) { Piece = piece, Begin = begin, Length = length };
}
