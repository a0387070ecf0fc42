using System.Security.Cryptography;
using P2PShare.Protocol.Hashing;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>
/// What is found out of one piece while its bytes come, part by part: whether they are as many as they should be, whether padding is zeros, and
/// the piece's node in its file's tree. Used again for piece after piece; one of those that <see cref="PieceChecks"/> goes through at once.
/// </summary>
internal sealed class PieceCheck(PieceHashes hashes, MessageHasher? sha256)
{
    private readonly IncrementalHash? _block = hashes.HasTrees ? IncrementalHash.CreateHash(HashAlgorithmName.SHA256) : null;
    private readonly PieceGeometry _geometry = hashes.Metainfo.Geometry;

    private int _piece;
    private int _length;
    private int _done;
    private bool _isGood;

    // The file's bytes in the piece: behind them lies padding, which is in no tree.
    private FileTree _tree;
    private int _treeBytes;
    private Sha256Hash[] _leaves = [];

    /// <summary>Starts with a piece.</summary>
    public void Begin(int piece)
    {
        _piece = piece;
        _length = _geometry.LengthOf(piece);
        _done = 0;
        _isGood = true;
        _treeBytes = 0;
        if (hashes.HasTrees && hashes.Files.TryFind(piece, out var file))
        {
            var pieceOfFile = piece - file.FirstPiece;
            _tree = file.Tree;
            _treeBytes = _tree.LengthOf(pieceOfFile);
            var blocks = _tree.BlockCountOf(pieceOfFile);
            _leaves = _leaves.Length >= blocks ? _leaves : new Sha256Hash[blocks];
        }
    }

    /// <summary>Takes the next bytes. False when they cannot be the piece, whatever follows.</summary>
    public bool Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _length - _done || !hashes.HasZeroPadding(_geometry.OffsetOf(_piece) + _done, bytes))
        {
            _isGood = false;
        }

        if (_isGood && _done < _treeBytes)
        {
            AppendToTree(bytes[..Math.Min(bytes.Length, _treeBytes - _done)]);
        }

        _done += _isGood ? bytes.Length : 0;
        return _isGood;
    }

    /// <summary>Whether it was the piece. To be called once for each <see cref="Begin"/>.</summary>
    /// <param name="sha1">The SHA-1 of all that was appended; not looked at where the torrent has none.</param>
    public bool Matches(ReadOnlySpan<byte> sha1)
    {
        if (!_isGood || _done != _length)
        {
            // What a block left behind must not get into the next piece.
            Span<byte> rest = stackalloc byte[Sha256Hash.Size];
            _ = _block?.GetHashAndReset(rest);
            return false;
        }

        return (!hashes.HasSha1 || sha1.SequenceEqual(hashes.Sha1Of(_piece))) && (!hashes.HasTrees || MatchesTree());
    }

    private bool MatchesTree()
    {
        var blocks = ((_treeBytes - 1) / PieceGeometry.BlockLength) + 1;
        return _treeBytes > 0 && hashes.IsNodeOf(_piece, _tree.RootOfPiece(_leaves.AsSpan(0, blocks)));
    }

    private void AppendToTree(ReadOnlySpan<byte> bytes)
    {
        for (var done = _done; !bytes.IsEmpty;)
        {
            var block = done / PieceGeometry.BlockLength;
            var inBlock = done % PieceGeometry.BlockLength;
            var blockLength = Math.Min(PieceGeometry.BlockLength, _treeBytes - (block * PieceGeometry.BlockLength));
            var taken = Math.Min(bytes.Length, blockLength - inBlock);
            if (taken == blockLength)
            {
                // As many blocks as lie here whole; the file's last one may be a short one.
                taken = bytes.Length == _treeBytes - done ? bytes.Length : bytes.Length / PieceGeometry.BlockLength * PieceGeometry.BlockLength;
                var count = (taken + PieceGeometry.BlockLength - 1) / PieceGeometry.BlockLength;
                MerkleTree.HashBlocks(bytes[..taken], _leaves.AsSpan(block, count), sha256!);
            }
            else
            {
                AppendToBlock(bytes[..taken], block, isLast: inBlock + taken == blockLength);
            }

            bytes = bytes[taken..];
            done += taken;
        }
    }

    private void AppendToBlock(ReadOnlySpan<byte> bytes, int block, bool isLast)
    {
        _block!.AppendData(bytes);
        if (isLast)
        {
            Span<byte> leaf = stackalloc byte[Sha256Hash.Size];
            _block.GetHashAndReset(leaf);
            _leaves[block] = new Sha256Hash(leaf);
        }
    }
}
