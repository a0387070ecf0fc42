namespace P2PShare.Protocol.Pieces;

/// <summary>A block: which piece, and which 16 KiB of it, counted from 0.</summary>
public readonly record struct BlockAddress(int Piece, int Block);
