namespace P2PShare.Protocol.Pieces;

/// <summary>Bytes of a piece as the wire names them. BEP 3, <c>request</c>, <c>piece</c> and <c>cancel</c>.</summary>
public readonly record struct BlockRange(int Piece, int Begin, int Length);
