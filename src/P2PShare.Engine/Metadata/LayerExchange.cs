using P2PShare.Engine.Peers;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Metadata;

/// <summary>
/// Gets the piece layers that an info dictionary does not have (BEP 52, <c>hash request</c>), each answer proved against the file's root.
/// Whom to ask for which; no I/O; <c>now</c> is monotonic.
/// </summary>
internal sealed class LayerExchange
{
    private readonly Dictionary<HashRequest, FileTree> _missing = [];
    private readonly Dictionary<HashRequest, (PeerKey Peer, TimeSpan At)> _asked = [];
    private readonly Dictionary<PeerKey, TimeSpan> _notBefore = [];
    private readonly Dictionary<Sha256Hash, byte[]> _layers = [];

    /// <summary>Wants the layers of all files that are longer than a piece.</summary>
    public LayerExchange(TorrentMetainfo metainfo)
    {
        foreach (var file in metainfo.Files)
        {
            if (file.PiecesRoot is { } root && file.Length > metainfo.Geometry.PieceLength)
            {
                Want(root, new FileTree(file.Length, metainfo.Geometry.PieceLength));
            }
        }
    }

    /// <summary>Whether nothing is missing.</summary>
    public bool IsComplete => _missing.Count == 0;

    /// <summary>The layers by root, 32 bytes a piece, once complete.</summary>
    public IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>> Layers => _layers.ToDictionary(layer => layer.Key, layer => (ReadOnlyMemory<byte>)layer.Value);

    /// <summary>What to ask a peer for next; false when there is nothing for it now. Counts as asked.</summary>
    public bool TryNext(PeerKey peer, TimeSpan now, out HashRequest request)
    {
        request = default;
        if (now < _notBefore.GetValueOrDefault(peer) || _asked.Values.Count(asked => asked.Peer == peer) >= MetadataExchange.MaxOutstanding)
        {
            return false;
        }

        foreach (var candidate in _missing.Keys)
        {
            if (_asked.TryAdd(candidate, (peer, now)))
            {
                request = candidate;
                return true;
            }
        }

        return false;
    }

    /// <summary>Takes an answer; false when it is wrong, which its sender knew.</summary>
    public bool Received(PeerKey peer, in HashRequest request, ReadOnlySpan<byte> hashes)
    {
        if (!_asked.TryGetValue(request, out var asked) || asked.Peer != peer || !_missing.TryGetValue(request, out var tree))
        {
            return true;
        }

        _asked.Remove(request);
        if (!HashProof.Verify(tree, request, hashes, request.PiecesRoot))
        {
            return false;
        }

        var layer = _layers[request.PiecesRoot];
        var begin = request.Index * Sha256Hash.Size;
        hashes[..Math.Min(request.Length * Sha256Hash.Size, layer.Length - begin)].CopyTo(layer.AsSpan(begin));
        _missing.Remove(request);
        return true;
    }

    /// <summary>A peer refuses: it is left alone for a while.</summary>
    public void Refused(PeerKey peer, TimeSpan now)
    {
        _notBefore[peer] = now + MetadataExchange.Patience;
        Release(peer);
    }

    /// <summary>A peer is gone.</summary>
    public void PeerLeft(PeerKey peer)
    {
        _notBefore.Remove(peer);
        Release(peer);
    }

    /// <summary>Gives to others what peers have owed for too long.</summary>
    public void Tick(TimeSpan now)
    {
        foreach (var peer in _asked.Values.Where(asked => now - asked.At > MetadataExchange.Patience).Select(asked => asked.Peer).ToHashSet())
        {
            Refused(peer, now);
        }
    }

    private void Release(PeerKey peer)
    {
        foreach (var request in _asked.Where(asked => asked.Value.Peer == peer).Select(asked => asked.Key).ToList())
        {
            _asked.Remove(request);
        }
    }

    private void Want(Sha256Hash root, FileTree tree)
    {
        if (!_layers.TryAdd(root, new byte[tree.PieceCount * Sha256Hash.Size]))
        {
            return;
        }

        // Proved up to the root. A run lies whole in the layer, whose width is a power of two.
        var run = (int)Math.Min(FileTree.UsualRequestLength, tree.WidthOf(tree.PieceLayer));
        for (var index = 0; index < tree.PieceCount; index += run)
        {
            _missing.Add(new HashRequest(root, tree.PieceLayer, index, run, tree.Height - tree.PieceLayer - 1), tree);
        }
    }
}
