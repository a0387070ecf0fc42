namespace P2PShare.Protocol.PeerWire;

/// <summary>
/// Receives what a <see cref="PeerMessageReader"/> reads: one call a message, in order. Spans are valid during the call only.
/// Lengths are those that the wire allows; whether an index exists in the torrent is the handler's to check.
/// </summary>
public interface IPeerMessageHandler
{
    /// <summary>A length of zero. BEP 3.</summary>
    void OnKeepAlive();

    /// <summary>BEP 3.</summary>
    void OnChoke();

    /// <summary>BEP 3.</summary>
    void OnUnchoke();

    /// <summary>BEP 3.</summary>
    void OnInterested();

    /// <summary>BEP 3.</summary>
    void OnNotInterested();

    /// <summary>BEP 3.</summary>
    void OnHave(uint piece);

    /// <summary>BEP 3. The bytes as they came, spare bits included.</summary>
    void OnBitfield(ReadOnlySpan<byte> bits);

    /// <summary>BEP 3.</summary>
    void OnRequest(uint piece, uint begin, uint length);

    /// <summary>
    /// Part of a block. BEP 3, <c>piece</c>. Called once or more a block, in order and without gaps: <paramref name="offset"/> says where in the block
    /// <paramref name="data"/> lies; the last call has <c>offset + data.Length == length</c>.
    /// </summary>
    void OnBlock(uint piece, uint begin, int length, int offset, ReadOnlySpan<byte> data);

    /// <summary>BEP 3.</summary>
    void OnCancel(uint piece, uint begin, uint length);

    /// <summary>The peer's DHT port. BEP 5.</summary>
    void OnPort(ushort port);

    /// <summary>BEP 6.</summary>
    void OnSuggest(uint piece);

    /// <summary>BEP 6.</summary>
    void OnHaveAll();

    /// <summary>BEP 6.</summary>
    void OnHaveNone();

    /// <summary>BEP 6.</summary>
    void OnReject(uint piece, uint begin, uint length);

    /// <summary>BEP 6.</summary>
    void OnAllowedFast(uint piece);

    /// <summary>BEP 10. Id 0 is the extension handshake.</summary>
    void OnExtended(byte id, ReadOnlySpan<byte> payload);

    /// <summary>BEP 52.</summary>
    void OnHashRequest(in HashRequest request);

    /// <summary>BEP 52. The base layer's hashes and then the proof's, 32 bytes each.</summary>
    void OnHashes(in HashRequest request, ReadOnlySpan<byte> hashes);

    /// <summary>BEP 52.</summary>
    void OnHashReject(in HashRequest request);
}
