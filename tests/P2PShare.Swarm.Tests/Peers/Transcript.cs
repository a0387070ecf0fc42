using System.Collections.Immutable;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Swarm.Tests.Peers;

/// <summary>Messages in words. Written by one thread, read by any.</summary>
internal sealed class Transcript : IPeerMessageHandler
{
    private ImmutableList<string> _lines = [];

    public IReadOnlyList<string> Lines => Volatile.Read(ref _lines);

    public void OnKeepAlive() => Add("keep-alive");

    public void OnChoke() => Add("choke");

    public void OnUnchoke() => Add("unchoke");

    public void OnInterested() => Add("interested");

    public void OnNotInterested() => Add("not interested");

    public void OnHave(uint piece) => Add($"have {piece}");

    public void OnBitfield(ReadOnlySpan<byte> bits) => Add($"bitfield {Convert.ToHexStringLower(bits)}");

    public void OnRequest(uint piece, uint begin, uint length) => Add($"request {piece} {begin} {length}");

    public void OnBlock(uint piece, uint begin, int length, int offset, ReadOnlySpan<byte> data)
    {
        if (offset + data.Length == length)
        {
            Add($"block {piece} {begin} {length}");
        }
    }

    public void OnCancel(uint piece, uint begin, uint length) => Add($"cancel {piece} {begin} {length}");

    public void OnPort(ushort port) => Add($"port {port}");

    public void OnSuggest(uint piece) => Add($"suggest {piece}");

    public void OnHaveAll() => Add("have all");

    public void OnHaveNone() => Add("have none");

    public void OnReject(uint piece, uint begin, uint length) => Add($"reject {piece} {begin} {length}");

    public void OnAllowedFast(uint piece) => Add($"allowed fast {piece}");

    public void OnExtended(byte id, ReadOnlySpan<byte> payload) => Add($"extended {id}");

    public void OnHashRequest(in HashRequest request) => Add("hash request");

    public void OnHashes(in HashRequest request, ReadOnlySpan<byte> hashes) => Add($"hashes {hashes.Length / 32}");

    public void OnHashReject(in HashRequest request) => Add("hash reject");

    private void Add(string line) => Volatile.Write(ref _lines, _lines.Add(line));
}
