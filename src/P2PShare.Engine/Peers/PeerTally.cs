namespace P2PShare.Engine.Peers;

/// <summary>What a <see cref="PeerBook"/> has in it, ourselves left out.</summary>
internal sealed class PeerTally
{
    private readonly int[] _bySource = new int[Enum.GetValues<PeerSource>().Length];
    private readonly int[] _byFailure = new int[Enum.GetValues<ConnectFailure>().Length];

    /// <summary>Addresses.</summary>
    public int Known { get; private set; }

    /// <summary>Those that this is the most trusted source of.</summary>
    public int From(PeerSource source) => _bySource[(int)source];

    /// <summary>Those that went like this the last time.</summary>
    public int With(ConnectFailure failure) => _byFailure[(int)failure];

    /// <summary>Counts one.</summary>
    public void Add(KnownPeer peer)
    {
        Known++;
        _bySource[(int)peer.Source]++;
        _byFailure[(int)peer.Failure]++;
    }
}
