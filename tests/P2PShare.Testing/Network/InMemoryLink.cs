namespace P2PShare.Testing.Network;

/// <summary>What lies between two hosts, as it is now.</summary>
internal sealed class InMemoryLink(InMemoryNetwork network, InMemoryHost from, InMemoryHost to)
{
    public TimeProvider Time => network.Time;

    /// <summary>Whether both ends are one host.</summary>
    public bool IsLocal => ReferenceEquals(from, to);

    public bool IsCut => !IsLocal && (from.IsCutOff || to.IsCutOff);

    public TimeSpan Latency => IsLocal ? TimeSpan.Zero : network.Latency + from.Latency + to.Latency;
}
