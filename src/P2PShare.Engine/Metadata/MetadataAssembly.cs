using P2PShare.Engine.Peers;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Metadata;

/// <summary>An info dictionary of one stated length as it comes together. Takes memory only for what has come. Decides nothing.</summary>
internal sealed class MetadataAssembly(int length)
{
    private readonly byte[]?[] _pieces = new byte[]?[(length + MetadataMessage.PieceLength - 1) / MetadataMessage.PieceLength];
    private readonly HashSet<PeerKey> _senders = [];
    private int _missing = (length + MetadataMessage.PieceLength - 1) / MetadataMessage.PieceLength;

    /// <summary>Its parts.</summary>
    public int PieceCount => _pieces.Length;

    /// <summary>Whether all parts have come.</summary>
    public bool IsWhole => _missing == 0;

    /// <summary>Who sent any part of it.</summary>
    public IReadOnlyCollection<PeerKey> Senders => _senders;

    /// <summary>Whether a part has come.</summary>
    public bool Has(int piece) => _pieces[piece] is not null;

    /// <summary>Takes a part; false when there is no such part, or it has another length.</summary>
    public bool TryPut(int piece, PeerKey sender, ReadOnlySpan<byte> data)
    {
        if (piece >= PieceCount || data.Length != LengthOf(piece))
        {
            return false;
        }

        if (_pieces[piece] is null)
        {
            _pieces[piece] = data.ToArray();
            _senders.Add(sender);
            _missing--;
        }

        return true;
    }

    /// <summary>All of it; the caller owns the array.</summary>
    public byte[] ToBytes()
    {
        var bytes = new byte[length];
        for (var piece = 0; piece < PieceCount; piece++)
        {
            _pieces[piece]!.CopyTo(bytes.AsSpan(piece * MetadataMessage.PieceLength));
        }

        return bytes;
    }

    /// <summary>Forgets all that came.</summary>
    public void Clear()
    {
        Array.Clear(_pieces);
        _senders.Clear();
        _missing = PieceCount;
    }

    private int LengthOf(int piece) => Math.Min(MetadataMessage.PieceLength, length - (piece * MetadataMessage.PieceLength));
}
