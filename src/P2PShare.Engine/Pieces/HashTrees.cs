using System.Collections.Concurrent;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>
/// Reads a piece and hashes its blocks. Fills <paramref name="leaves"/>, one for each block of the file in the piece; false when we do not have
/// the piece, or it cannot be read.
/// </summary>
internal delegate ValueTask<bool> LeafReader(int piece, Memory<Sha256Hash> leaves, CancellationToken cancellationToken);

/// <summary>
/// Answers other peers' hash requests (BEP 52). Reads nothing itself and limits nothing: a request that <see cref="NeedsContent"/> costs reading up to
/// 128 MiB, and the caller decides when that is granted. May be used by several threads at once.
/// </summary>
internal sealed class HashTrees(HashedFiles files)
{
    // Made for a file when it is first asked about; as large as its piece layer once more.
    private readonly ConcurrentDictionary<Sha256Hash, MerkleLayers> _layers = new();

    /// <summary>Whether answering means reading pieces from the disk. False for a request that will be rejected unread.</summary>
    public bool NeedsContent(in HashRequest request) =>
        TryFind(request, out var file) && !HashProof.PiecesFor(file.Tree, request).Equals(0..0);

    /// <summary>The hashes to answer with, owned by the caller; null when the request is to be rejected.</summary>
    public async ValueTask<byte[]?> AnswerAsync(HashRequest request, LeafReader readLeaves, CancellationToken cancellationToken)
    {
        if (!TryFind(request, out var found) || LayersOf(found) is not { } layers)
        {
            return null;
        }

        var pieces = HashProof.PiecesFor(found.Tree, request);
        if (pieces.Equals(0..0))
        {
            return HashProof.TryAnswer(layers, request, out var upper) ? upper : null;
        }

        // Files with the same content have the same root; any of them will do.
        foreach (var file in files.With(request.PiecesRoot))
        {
            var leaves = await ReadAsync(file, pieces, readLeaves, cancellationToken);
            if (leaves is not null)
            {
                var firstLeaf = (long)pieces.Start.Value * file.Tree.LeavesPerPiece;
                return HashProof.TryAnswer(layers, request, leaves, firstLeaf, out var hashes) ? hashes : null;
            }
        }

        return null;
    }

    private static async ValueTask<Sha256Hash[]?> ReadAsync(HashedFile file, Range pieces, LeafReader readLeaves, CancellationToken cancellationToken)
    {
        // What is not filled stays zero, which is what padding is.
        var leaves = new Sha256Hash[(pieces.End.Value - pieces.Start.Value) * file.Tree.LeavesPerPiece];
        for (var piece = pieces.Start.Value; piece < pieces.End.Value; piece++)
        {
            var own = leaves.AsMemory((piece - pieces.Start.Value) * file.Tree.LeavesPerPiece, file.Tree.BlockCountOf(piece));
            if (!await readLeaves(file.FirstPiece + piece, own, cancellationToken))
            {
                return null;
            }
        }

        return leaves;
    }

    private bool TryFind(in HashRequest request, out HashedFile file)
    {
        file = files.With(request.PiecesRoot).FirstOrDefault();
        return file != default && file.Tree.Contains(request);
    }

    private MerkleLayers? LayersOf(in HashedFile file)
    {
        if (_layers.TryGetValue(file.Root, out var layers))
        {
            return layers;
        }

        return files.TryGetLayers(file, out layers) ? _layers.GetOrAdd(file.Root, layers) : null;
    }
}
