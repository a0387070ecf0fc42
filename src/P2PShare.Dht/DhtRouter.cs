namespace P2PShare.Dht;

/// <summary>A host by which a node joins the DHT.</summary>
/// <param name="Host">Its name or address.</param>
/// <param name="Port">Its UDP port, 1 to 65535.</param>
public sealed record DhtRouter(string Host, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]:{Port}" : $"{Host}:{Port}";
}
