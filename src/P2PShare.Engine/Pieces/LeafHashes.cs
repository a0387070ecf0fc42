using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>
/// Learns from peers what the blocks of a failed piece should hash to (BEP 52), and tells which blocks are bad. Proves every answer against the
/// piece's node. Decides neither whom to ask nor whom to ban.
/// </summary>
internal sealed class LeafHashes(HashedFiles files, int maxLeaves = LeafHashes.MaxLeaves)
{
    /// <summary>Most leaves kept when nothing else is said, 32 bytes each; the piece that failed longest ago is forgotten first, the last one never.</summary>
    public const int MaxLeaves = 1 << 17;

    private readonly Dictionary<int, Learning> _pieces = [];
    private readonly LinkedList<int> _oldest = new();
    private int _leaves;

    /// <summary>
    /// What to ask for to learn a piece's leaves: all requests that are not answered yet. None when the leaves are known, when a piece is one block
    /// and its node says it all, or when the torrent has no tree for it that can be asked about.
    /// </summary>
    public IReadOnlyList<HashRequest> WantedFor(int piece)
    {
        if (!_pieces.TryGetValue(piece, out var learning))
        {
            if (!files.TryFind(piece, out var file) || !files.TryGetNode(piece, out var node) || IsBeyondRequests(file, piece))
            {
                return [];
            }

            learning = new Learning(file, piece - file.FirstPiece, node);
            _pieces.Add(piece, learning);
            _ = _oldest.AddLast(piece);
            _leaves += learning.Leaves.Length;
            ForgetOldest();
        }

        return [.. learning.Wanted];
    }

    /// <summary>Takes what a peer answered.</summary>
    public LeafAnswer Take(in HashRequest request, ReadOnlySpan<byte> hashes)
    {
        var answer = LeafAnswer.Unwanted;
        foreach (var learning in _pieces.Values)
        {
            // Files with the same content want the same hashes.
            if (learning.Wanted.Contains(request))
            {
                answer = learning.TryTake(request, hashes) ? LeafAnswer.Taken : LeafAnswer.Wrong;
            }
        }

        return answer;
    }

    /// <summary>Adds to <paramref name="bad"/> the blocks of a piece that are not what they should be; false while the leaves are not all known.</summary>
    /// <param name="piece">Which piece.</param>
    /// <param name="leaves">The hash of each block of the file in the piece, as it was received. One that lies beyond the file is not looked at.</param>
    /// <param name="bad">Is added to.</param>
    public bool TryFindBad(int piece, ReadOnlySpan<Sha256Hash> leaves, ICollection<int> bad)
    {
        if (!_pieces.TryGetValue(piece, out var learning) || learning.Wanted.Count > 0)
        {
            return false;
        }

        for (var block = 0; block < Math.Min(leaves.Length, learning.Leaves.Length); block++)
        {
            if (leaves[block] != learning.Leaves[block])
            {
                bad.Add(block);
            }
        }

        return true;
    }

    /// <summary>Lets go of what was learnt about a piece.</summary>
    public void Forget(int piece)
    {
        if (_pieces.Remove(piece, out var learning))
        {
            _leaves -= learning.Leaves.Length;
            _ = _oldest.Remove(piece);
        }
    }

    // A request names a leaf by 31 bits: 32 TiB of one file.
    private static bool IsBeyondRequests(in HashedFile file, int piece) =>
        (long)(piece - file.FirstPiece + 1) * file.Tree.LeavesPerPiece > int.MaxValue;

    private void ForgetOldest()
    {
        while (_leaves > maxLeaves && _oldest.Count > 1 && _oldest.First is { } oldest)
        {
            Forget(oldest.Value);
        }
    }

    /// <summary>One piece: the leaves known so far, and the requests whose answers are missing.</summary>
    private sealed class Learning
    {
        private readonly HashedFile _file;
        private readonly Sha256Hash _node;
        private readonly long _firstLeaf;

        public Learning(HashedFile file, int pieceOfFile, Sha256Hash node)
        {
            _file = file;
            _node = node;
            _firstLeaf = (long)pieceOfFile * file.Tree.LeavesPerPiece;
            Leaves = new Sha256Hash[file.Tree.BlockCountOf(pieceOfFile)];
            if (file.Tree.LeavesPerPiece == 1)
            {
                Leaves[0] = node;
                return;
            }

            var run = Math.Min(FileTree.UsualRequestLength, file.Tree.LeavesPerPiece);
            for (var first = 0; first < Leaves.Length; first += run)
            {
                // Proven up to the piece's node, which is known; the rest of the tree need not be sent.
                Wanted.Add(new HashRequest(file.Root, BaseLayer: 0, (int)(_firstLeaf + first), run, file.Tree.PieceLayer - 1));
            }
        }

        public Sha256Hash[] Leaves { get; }

        public List<HashRequest> Wanted { get; } = [];

        public bool TryTake(in HashRequest request, ReadOnlySpan<byte> hashes)
        {
            if (!HashProof.Verify(_file.Tree, request, hashes, _node))
            {
                return false;
            }

            var first = (int)(request.Index - _firstLeaf);
            for (var i = 0; i < request.Length && first + i < Leaves.Length; i++)
            {
                Leaves[first + i] = new Sha256Hash(hashes.Slice(i * Sha256Hash.Size, Sha256Hash.Size));
            }

            _ = Wanted.Remove(request);
            return true;
        }
    }
}
