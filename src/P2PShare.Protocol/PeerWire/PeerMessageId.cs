namespace P2PShare.Protocol.PeerWire;

/// <summary>The byte behind a message's length. BEP 3, 5, 6, 10 and 52.</summary>
internal static class PeerMessageId
{
    public const byte Choke = 0;
    public const byte Unchoke = 1;
    public const byte Interested = 2;
    public const byte NotInterested = 3;
    public const byte Have = 4;
    public const byte Bitfield = 5;
    public const byte Request = 6;
    public const byte Piece = 7;
    public const byte Cancel = 8;
    public const byte Port = 9;
    public const byte Suggest = 13;
    public const byte HaveAll = 14;
    public const byte HaveNone = 15;
    public const byte Reject = 16;
    public const byte AllowedFast = 17;
    public const byte Extended = 20;
    public const byte HashRequest = 21;
    public const byte Hashes = 22;
    public const byte HashReject = 23;
}
