namespace P2PShare.Dht.Lookups;

/// <summary>How far a look-up is with a node.</summary>
internal enum CandidateState
{
    /// <summary>Not asked.</summary>
    New,

    /// <summary>Asked.</summary>
    Asked,

    /// <summary>Asked, and it takes long.</summary>
    Slow,

    /// <summary>Has answered.</summary>
    Answered,

    /// <summary>Has not answered, or as somebody else.</summary>
    Failed,
}
