using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Pieces;

/// <summary>One file that has a merkle tree: its shape, its root and the first of its pieces in the torrent.</summary>
internal readonly record struct HashedFile(FileTree Tree, Sha256Hash Root, int FirstPiece);
