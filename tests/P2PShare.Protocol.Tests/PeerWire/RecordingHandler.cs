using P2PShare.Protocol.PeerWire;

namespace P2PShare.Protocol.Tests.PeerWire;

/// <summary>Writes each call down as a line of text; the parts of a block make one line, written when it is whole.</summary>
internal sealed class RecordingHandler : IPeerMessageHandler
{
    private readonly List<byte> _block = [];

    public List<string> Calls { get; } = [];

    public void OnKeepAlive() => Calls.Add("keep-alive");

    public void OnChoke() => Calls.Add("choke");

    public void OnUnchoke() => Calls.Add("unchoke");

    public void OnInterested() => Calls.Add("interested");

    public void OnNotInterested() => Calls.Add("not interested");

    public void OnHave(uint piece) => Calls.Add($"have {piece}");

    public void OnBitfield(ReadOnlySpan<byte> bits) => Calls.Add($"bitfield {Hex(bits)}");

    public void OnRequest(uint piece, uint begin, uint length) => Calls.Add($"request {piece} {begin} {length}");

    public void OnBlock(uint piece, uint begin, int length, int offset, ReadOnlySpan<byte> data)
    {
        if (offset != _block.Count || data.IsEmpty || offset + data.Length > length)
        {
            throw new InvalidOperationException($"part at {offset} of {length} after {_block.Count} bytes");
        }

        _block.AddRange(data);
        if (_block.Count == length)
        {
            Calls.Add($"block {piece} {begin} {Hex([.. _block])}");
            _block.Clear();
        }
    }

    public void OnCancel(uint piece, uint begin, uint length) => Calls.Add($"cancel {piece} {begin} {length}");

    public void OnPort(ushort port) => Calls.Add($"port {port}");

    public void OnSuggest(uint piece) => Calls.Add($"suggest {piece}");

    public void OnHaveAll() => Calls.Add("have all");

    public void OnHaveNone() => Calls.Add("have none");

    public void OnReject(uint piece, uint begin, uint length) => Calls.Add($"reject {piece} {begin} {length}");

    public void OnAllowedFast(uint piece) => Calls.Add($"allowed fast {piece}");

    public void OnExtended(byte id, ReadOnlySpan<byte> payload) => Calls.Add($"extended {id} {Hex(payload)}");

    public void OnHashRequest(in HashRequest request) => Calls.Add($"hash request {request}");

    public void OnHashes(in HashRequest request, ReadOnlySpan<byte> hashes) => Calls.Add($"hashes {request} {Hex(hashes)}");

    public void OnHashReject(in HashRequest request) => Calls.Add($"hash reject {request}");

    private static string Hex(ReadOnlySpan<byte> bytes) => Convert.ToHexStringLower(bytes);
}
