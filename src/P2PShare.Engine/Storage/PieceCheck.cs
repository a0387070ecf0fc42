using System.Security.Cryptography;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>One piece being hashed, part by part. Used again for piece after piece, by one thread at a time; <see cref="PieceVerifier"/> keeps it.</summary>
internal sealed class PieceCheck(PieceHashes hashes) : IDisposable
{
#pragma warning disable CA5350 // SHA-1 is what v1 pieces are hashed with (BEP 3).
    private readonly IncrementalHash _sha1 = IncrementalHash.CreateHash(HashAlgorithmName.SHA1);
#pragma warning restore CA5350
    private readonly IncrementalHash _block = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly PieceGeometry _geometry = hashes.Metainfo.Geometry;

    // What hashes the piece beside others, and as which of them; null where it is hashed here.
    private PieceLanes? _lanes;
    private int _lane;

    private int _piece;
    private int _length;
    private int _done;
    private bool _isGood;

    // The file's bytes in the piece: behind them lies padding, which is in no tree.
    private FileTree _tree;
    private int _treeBytes;
    private Sha256Hash[] _leaves = [];

    /// <inheritdoc/>
    public void Dispose()
    {
        _sha1.Dispose();
        _block.Dispose();
    }

    /// <summary>Starts with a piece.</summary>
    /// <param name="piece">Which.</param>
    /// <param name="lanes">What hashes it beside others, each part before that is appended here; null where nothing does.</param>
    /// <param name="lane">As which of them.</param>
    public void Begin(int piece, PieceLanes? lanes, int lane)
    {
        _lanes = lanes;
        _lane = lane;
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

    /// <summary>Takes the next bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > _length - _done || !hashes.HasZeroPadding(_geometry.OffsetOf(_piece) + _done, bytes))
        {
            _isGood = false;
        }

        if (!_isGood)
        {
            return;
        }

        if (hashes.HasSha1 && _lanes is null)
        {
            _sha1.AppendData(bytes);
        }

        if (_done < _treeBytes)
        {
            AppendToTree(bytes[..Math.Min(bytes.Length, _treeBytes - _done)]);
        }

        _done += bytes.Length;
    }

    /// <summary>Whether it was the piece. To be called once for each <see cref="Begin"/>.</summary>
    public bool Matches()
    {
        Span<byte> sha1 = stackalloc byte[Sha1Hash.Size];
        if (_lanes is null)
        {
            _sha1.GetHashAndReset(sha1);
        }
        else
        {
            _lanes.Sha1Of(_lane).CopyTo(sha1);
            _lanes = null;
        }

        if (!_isGood || _done != _length)
        {
            // What a block left behind must not get into the next piece.
            Span<byte> rest = stackalloc byte[Sha256Hash.Size];
            _block.GetHashAndReset(rest);
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
        var blockBefore = _done / PieceGeometry.BlockLength;
        for (var done = _done; !bytes.IsEmpty;)
        {
            var block = done / PieceGeometry.BlockLength;
            var inBlock = done % PieceGeometry.BlockLength;
            var blockLength = Math.Min(PieceGeometry.BlockLength, _treeBytes - (block * PieceGeometry.BlockLength));
            var taken = Math.Min(bytes.Length, blockLength - inBlock);
            if (taken == blockLength)
            {
                _leaves[block] = (taken == PieceGeometry.BlockLength ? _lanes?.LeafOf(_lane, block - blockBefore) : null) ?? MerkleTree.HashBlock(bytes[..taken]);
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
        _block.AppendData(bytes);
        if (isLast)
        {
            Span<byte> leaf = stackalloc byte[Sha256Hash.Size];
            _block.GetHashAndReset(leaf);
            _leaves[block] = new Sha256Hash(leaf);
        }
    }
}
