namespace P2PShare.Engine.Peers;

/// <summary>What a choker is told of one peer.</summary>
internal readonly record struct ChokeCandidate
{
    /// <summary>Which session.</summary>
    public required PeerKey Key { get; init; }

    /// <summary>Whether it wants something of us.</summary>
    public bool IsInterested { get; init; }

    /// <summary>Whether it takes nothing: a seed, or upload-only. BEP 21.</summary>
    public bool IsUploadOnly { get; init; }

    /// <summary>Whether it has kept us waiting for too long; see <see cref="RequestPipeline.IsSnubbed"/>.</summary>
    public bool IsSnubbed { get; init; }

    /// <summary>Bytes a second that it sends us.</summary>
    public long DownloadRate { get; init; }

    /// <summary>Bytes a second that we send it.</summary>
    public long UploadRate { get; init; }

    /// <summary>When the session began.</summary>
    public TimeSpan ConnectedAt { get; init; }

    /// <summary>Whether it is unchoked now.</summary>
    public bool IsUnchoked { get; init; }

    /// <summary>When it was last unchoked or choked; null when it never was unchoked.</summary>
    public TimeSpan? ChangedAt { get; init; }
}
