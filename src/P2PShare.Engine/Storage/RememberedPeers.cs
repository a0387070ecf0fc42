using System.Net;
using Microsoft.Extensions.Logging;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Storage.Records;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Storage;

/// <summary>
/// The addresses of one torrent that a restart begins with, in the state folder: a swarm is found again with nobody's help. Calls block
/// briefly and may come from any thread. What cannot be read counts as nothing, what cannot be written is written the next time.
/// </summary>
internal sealed class RememberedPeers(StateFolder folder, InfoHashes torrent, ILogger logger)
{
    /// <summary>How many are kept.</summary>
    public const int Capacity = PeerListCodec.MaxPeers;

    /// <summary>How often they are written while a torrent runs.</summary>
    public static readonly TimeSpan SaveInterval = TimeSpan.FromMinutes(5);

    private readonly Lock _lock = new();
    private IReadOnlyList<IPEndPoint> _kept = [];

    private string Path => folder.PeersPathOf(torrent.Key);

    /// <summary>Those of the run before; none where there was none, or where its list is not as it was written.</summary>
    public IReadOnlyList<IPEndPoint> Load()
    {
        lock (_lock)
        {
            return LoadAll();
        }
    }

    /// <summary>Keeps these, whole or not at all. Nobody is no news: when a network was away, those of before are all that helps.</summary>
    public void Save(IReadOnlyList<IPEndPoint> peers)
    {
        lock (_lock)
        {
            SaveChanges(peers);
        }
    }

    private IReadOnlyList<IPEndPoint> LoadAll()
    {
        try
        {
            if (folder.Files.Look(Path) is not { IsFile: true, Length: <= PeerListCodec.MaxSize } facts)
            {
                return [];
            }

            var bytes = new byte[facts.Length];
            using var file = folder.Files.Open(Path, FileIntent.Read);
            if (file.Read(bytes, 0) == bytes.Length && PeerListCodec.TryRead(bytes, out var peers))
            {
                _kept = peers;
                return peers;
            }

            DiscoveryLog.PeersUnreadable(logger, Path);
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            DiscoveryLog.PeersNotLoaded(logger, Path, exception);
        }

        return [];
    }

    private void SaveChanges(IReadOnlyList<IPEndPoint> peers)
    {
        // A link-local address says nothing without its link, which is not kept.
        peers = [.. peers.Where(static peer => !peer.Address.IsIPv6LinkLocal)];
        if (peers.Count == 0 || _kept.ToHashSet().SetEquals(peers))
        {
            return;
        }

        try
        {
            WholeFile.Write(folder.Files, Path, PeerListCodec.Write(peers)).Dispose();
            _kept = peers;
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            DiscoveryLog.PeersNotSaved(logger, Path, exception);
        }
    }
}
