namespace P2PShare.Protocol.Hashing;

/// <summary>A hash of blocks of 64 bytes that compresses those of several messages at once.</summary>
internal interface IHashKernel
{
    /// <summary>Messages at once.</summary>
    static abstract int Lanes { get; }

    /// <summary>What a message's state is before its first block.</summary>
    static abstract ReadOnlySpan<uint> Start { get; }

    /// <summary>Takes the next blocks of all messages.</summary>
    /// <param name="state">The first numbers of all messages' states, then the second ones, and so on.</param>
    /// <param name="messages">For each lane where its next block lies.</param>
    /// <param name="blocks">How many, of each message.</param>
    static abstract unsafe void Compress(uint* state, byte** messages, int blocks);
}
