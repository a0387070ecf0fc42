namespace P2PShare.Swarm.Tests.Peers;

/// <summary>The ids of messages, as the BEPs have them. BEP 3, 5, 6, 10, 52.</summary>
internal static class Ids
{
    public const byte Choke = 0;
    public const byte Have = 4;
    public const byte Bitfield = 5;
    public const byte Request = 6;
    public const byte Cancel = 8;
    public const byte Port = 9;
    public const byte Suggest = 13;
    public const byte Reject = 16;
    public const byte AllowedFast = 17;
    public const byte Extended = 20;
    public const byte HashRequest = 21;
}
