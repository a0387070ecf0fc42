namespace P2PShare.Dht;

/// <summary>What a socket's node has done, since it was made. Written under its owner's lock.</summary>
internal sealed class NodeCounters
{
    public long Received { get; set; }

    public long Dropped { get; set; }

    /// <summary>Answers to nothing that was asked: late, or forged.</summary>
    public long Unasked { get; set; }

    public long QueriesSent { get; set; }

    public long QueriesAnswered { get; set; }

    public long AnswersReceived { get; set; }
}
