namespace P2PShare.Engine.Creation;

/// <summary>The part of a file that lies in one piece.</summary>
internal readonly record struct PieceSlice(OpenSource Source, long Position, int Length);
