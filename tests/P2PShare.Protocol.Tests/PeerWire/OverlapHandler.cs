using P2PShare.Protocol.PeerWire;

namespace P2PShare.Protocol.Tests.PeerWire;

/// <summary>Notes of each span whether it lies in the input, where one is set; otherwise does nothing.</summary>
internal sealed class OverlapHandler : IPeerMessageHandler
{
    public byte[]? Input { get; set; }

    public List<bool> Overlaps { get; } = [];

    public void OnBitfield(ReadOnlySpan<byte> bits) => Note(bits);

    public void OnBlock(uint piece, uint begin, int length, int offset, ReadOnlySpan<byte> data) => Note(data);

    public void OnExtended(byte id, ReadOnlySpan<byte> payload) => Note(payload);

    public void OnHashRequest(in HashRequest request)
    {
    }

    public void OnHashes(in HashRequest request, ReadOnlySpan<byte> hashes) => Note(hashes);

    public void OnHashReject(in HashRequest request)
    {
    }

    public void OnKeepAlive()
    {
    }

    public void OnChoke()
    {
    }

    public void OnUnchoke()
    {
    }

    public void OnInterested()
    {
    }

    public void OnNotInterested()
    {
    }

    public void OnHave(uint piece)
    {
    }

    public void OnRequest(uint piece, uint begin, uint length)
    {
    }

    public void OnCancel(uint piece, uint begin, uint length)
    {
    }

    public void OnPort(ushort port)
    {
    }

    public void OnSuggest(uint piece)
    {
    }

    public void OnHaveAll()
    {
    }

    public void OnHaveNone()
    {
    }

    public void OnReject(uint piece, uint begin, uint length)
    {
    }

    public void OnAllowedFast(uint piece)
    {
    }

    private void Note(ReadOnlySpan<byte> span)
    {
        if (Input is not null)
        {
            Overlaps.Add(Input.AsSpan().Overlaps(span));
        }
    }
}
