using P2PShare.Engine.Storage;

namespace P2PShare.Engine.Torrents;

/// <summary>What a swarm tells the one who runs it. Called under the swarm's lock: must not block nor call back.</summary>
internal interface ISwarmObserver
{
    /// <summary>The torrent's own limits.</summary>
    RateLimits Limits { get; }

    /// <summary>Every wanted piece is checked and written. Once.</summary>
    void OnAllHere();

    /// <summary>The disk refused; nothing more can be kept.</summary>
    void OnStorageFailed(StorageException failure);

    /// <summary>More addresses would be welcome.</summary>
    void OnPeersWanted();
}
