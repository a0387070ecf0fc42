using Microsoft.Extensions.Logging;
using P2PShare.Dht;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Storage.Records;

namespace P2PShare.Engine.Storage;

/// <summary>
/// The DHT nodes that a restart begins with, in the state folder, so that no router matters. Of several processes with one state folder the
/// first keeps it; the others read it, and take new ids. Calls block briefly. What cannot be read counts as nothing.
/// </summary>
internal sealed class NodeCache(StateFolder folder, ILogger logger) : IDisposable
{
    private readonly string _path = Path.Join(folder.Path, "dht.nodes");
    private IDisposable? _held;

    /// <summary>What was kept.</summary>
    public DhtState Load()
    {
        try
        {
            folder.Files.CreateDirectory(folder.Path);
            _held = folder.Files.TryLock(Path.Join(folder.Path, "dht.lock"));
            if (folder.Files.Look(_path) is { IsFile: true, Length: <= NodeCacheCodec.MaxSize } facts)
            {
                var bytes = new byte[facts.Length];
                using var file = folder.Files.Open(_path, FileIntent.Read);
                if (file.Read(bytes, 0) == bytes.Length && NodeCacheCodec.TryRead(bytes, out var state))
                {
                    return _held is null ? new DhtState { Nodes = state.Nodes } : state;
                }

                DiscoveryLog.PeersUnreadable(logger, _path);
            }
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            DiscoveryLog.PeersNotLoaded(logger, _path, exception);
        }

        return new DhtState();
    }

    /// <summary>Keeps it, whole or not at all; a node that knows nobody has nothing to keep.</summary>
    public void Save(DhtState state)
    {
        if (_held is null || state.Nodes.Count == 0)
        {
            return;
        }

        try
        {
            WholeFile.Write(folder.Files, _path, NodeCacheCodec.Write(state)).Dispose();
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            DiscoveryLog.PeersNotSaved(logger, _path, exception);
        }
    }

    public void Dispose() => _held?.Dispose();
}
