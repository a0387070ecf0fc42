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

    /// <summary>More messages of unknown kinds than <see cref="PeerMessageReader.MaxUnknownMessages"/>.</summary>
    TooManyUnknown,
}
