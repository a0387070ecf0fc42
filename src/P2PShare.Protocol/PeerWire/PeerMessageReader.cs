namespace P2PShare.Protocol.PeerWire;

/// <summary>How a run of <see cref="PeerMessageReader.Read"/> ended.</summary>
public enum PeerReadStatus
{
    /// <summary>All bytes were taken; more may follow.</summary>
    Ok,

    /// <summary>A known message with a length that it cannot have.</summary>
    WrongLength,

    /// <summary>A message longer than any that is accepted.</summary>
    TooLong,
}

/// <summary>
/// Cuts the byte stream after the handshake into messages and calls the handler for each. Push style: bytes go in as they arrive, in any
/// portions. Blocks are passed on in parts and never buffered here; every other message is buffered only after its length is checked.
/// </summary>
public sealed class PeerMessageReader
{
    private readonly int _maxBitfieldLength;

    /// <summary>For a torrent whose bitfield has at most <paramref name="maxBitfieldLength"/> bytes.</summary>
    public PeerMessageReader(int maxBitfieldLength) => _maxBitfieldLength = maxBitfieldLength;

    /// <summary>Takes all of <paramref name="input"/>. After anything but <see cref="PeerReadStatus.Ok"/> the session is to be closed.</summary>
    public PeerReadStatus Read(ReadOnlySpan<byte> input, IPeerMessageHandler handler) => throw new NotImplementedException(_maxBitfieldLength.ToString(null as IFormatProvider));
}
