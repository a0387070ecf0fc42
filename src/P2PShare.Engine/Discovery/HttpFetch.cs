using P2PShare.Net.Addresses;

namespace P2PShare.Engine.Discovery;

/// <summary>What came of a request over HTTP.</summary>
internal sealed record HttpFetch
{
    /// <summary>The last response's status; 0 when there was none.</summary>
    public int Status { get; init; }

    /// <summary>Its body, inflated; empty when there was none.</summary>
    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>How near to us it came from.</summary>
    public AddressScope Teller { get; init; }

    /// <summary>What went wrong, as a clause for users; null when a response came.</summary>
    public string? Problem { get; init; }

    /// <summary>Whether there was nobody to ask: the host has no address in this family.</summary>
    public bool WasSkipped { get; init; }

    public static HttpFetch Failed(string problem) => new() { Problem = problem };
}
