using P2PShare.Engine.Storage;

namespace P2PShare.Engine.Peers;

/// <summary>What a session's loops need of the torrent that owns it.</summary>
internal interface ISessionOwner
{
    /// <summary>Judges the messages of one receive, and takes over their blocks.</summary>
    /// <param name="session">Who sent them.</param>
    /// <param name="incoming">The messages.</param>
    /// <param name="received">Bytes of the receive.</param>
    void Deliver(PeerSession session, IncomingMessages incoming, int received);

    /// <summary>Completes when there is memory for more blocks: the disk's back-pressure.</summary>
    ValueTask WaitForRoomAsync(CancellationToken cancellationToken);

    /// <summary>Told how many bytes of content were sent.</summary>
    void Sent(PeerSession session, int contentBytes);

    /// <summary>Told that content which was said to be there could not be read.</summary>
    void ReadFailed(int piece, StorageException? failure);
}

/// <summary>Why a session ended.</summary>
internal enum CloseReason
{
    /// <summary>The peer closed it, or the network did.</summary>
    Ended,

    /// <summary>The peer sent what the protocol forbids.</summary>
    ProtocolBroken,

    /// <summary>The peer sent bad data.</summary>
    Banned,

    /// <summary>Nothing was heard for too long.</summary>
    Silent,

    /// <summary>Neither side has anything for the other.</summary>
    Useless,

    /// <summary>The same peer is connected already, or is this process.</summary>
    Duplicate,

    /// <summary>The peer does not read what it is sent.</summary>
    NotReading,

    /// <summary>The torrent stops.</summary>
    Stopping,
}
