namespace P2PShare.Net.Addresses;

/// <summary>How far an address reaches, from near to far.</summary>
public enum AddressScope
{
    /// <summary>No host: unspecified (which Linux takes for this machine), multicast, broadcast, reserved, or port 0.</summary>
    Unusable,

    /// <summary>This machine.</summary>
    Loopback,

    /// <summary>The same network: private, link-local, unique local, behind the provider's translation.</summary>
    Private,

    /// <summary>The internet. The blocks kept for documentation count here: they lead nowhere, and examples may use them.</summary>
    Global,
}
