using System.Net;

namespace P2PShare.Engine.Peers;

/// <summary>One line of a <see cref="PeerBook"/>.</summary>
internal sealed class KnownPeer(IPEndPoint address, PeerSource source)
{
    /// <summary>Orders by what is most worth connecting to.</summary>
    public static readonly Comparer<KnownPeer> ByUse = Comparer<KnownPeer>.Create(static (left, right) => left.CompareUse(right));

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address { get; } = address;

    /// <summary>The most trusted of those who told us.</summary>
    public PeerSource Source { get; set; } = source;

    /// <summary>Who told of it, where it is another peer's hearsay: its address, and its port on this machine only.</summary>
    public IPEndPoint? Teller { get; init; }

    /// <summary>Failures in a row.</summary>
    public int Failures { get; set; }

    /// <summary>How it went the last time.</summary>
    public ConnectFailure Failure { get; set; }

    /// <summary>When it may be tried next.</summary>
    public TimeSpan NotBefore { get; set; }

    /// <summary>Whether it is connected or being connected to.</summary>
    public bool IsBusy { get; set; }

    /// <summary>Whether it is known to have everything.</summary>
    public bool IsSeed { get; set; }

    /// <summary>Whether it is ourselves.</summary>
    public bool IsOwn { get; set; }

    /// <summary>Negative when this is to be connected to before the other: who the user named, then who failed least.</summary>
    public int CompareUse(KnownPeer other)
    {
        var order = (Source != PeerSource.User).CompareTo(other.Source != PeerSource.User);
        return order != 0 ? order : Failures.CompareTo(other.Failures);
    }

    /// <summary>Positive when this is to be forgotten before the other: who failed most, then who was told of by the least trusted.</summary>
    public int CompareWorth(KnownPeer other)
    {
        var order = Failures.CompareTo(other.Failures);
        return order != 0 ? order : Source.CompareTo(other.Source);
    }
}
