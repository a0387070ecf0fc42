using P2PShare.Protocol.PeerWire;

namespace P2PShare.Benchmarks;

/// <summary>Does next to nothing with each message, so that the reader alone is measured.</summary>
internal sealed class CountingHandler : IPeerMessageHandler
{
    public long Count { get; private set; }

    public void OnHave(uint piece) => Count++;

    public void OnBlock(uint piece, uint begin, int length, int offset, ReadOnlySpan<byte> data) => Count += data.Length;

    public void OnKeepAlive() => Count++;

    public void OnChoke() => Count++;

    public void OnUnchoke() => Count++;

    public void OnInterested() => Count++;

    public void OnNotInterested() => Count++;

    public void OnBitfield(ReadOnlySpan<byte> bits) => Count++;

    public void OnRequest(uint piece, uint begin, uint length) => Count++;

    public void OnCancel(uint piece, uint begin, uint length) => Count++;

    public void OnPort(ushort port) => Count++;

    public void OnSuggest(uint piece) => Count++;

    public void OnHaveAll() => Count++;

    public void OnHaveNone() => Count++;

    public void OnReject(uint piece, uint begin, uint length) => Count++;

    public void OnAllowedFast(uint piece) => Count++;

    public void OnExtended(byte id, ReadOnlySpan<byte> payload) => Count++;

    public void OnHashRequest(in HashRequest request) => Count++;

    public void OnHashes(in HashRequest request, ReadOnlySpan<byte> hashes) => Count++;

    public void OnHashReject(in HashRequest request) => Count++;
}
