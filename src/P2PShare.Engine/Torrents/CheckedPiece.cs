using P2PShare.Engine.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>A whole piece in memory whose hash has been looked at.</summary>
/// <param name="Piece">The piece.</param>
/// <param name="Bytes">Its blocks in order.</param>
/// <param name="Matches">Whether they are what they should be.</param>
internal readonly record struct CheckedPiece(PieceBuffer Piece, IReadOnlyList<ReadOnlyMemory<byte>> Bytes, bool Matches);
