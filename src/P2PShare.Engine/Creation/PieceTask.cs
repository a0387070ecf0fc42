namespace P2PShare.Engine.Creation;

/// <summary>A piece that is to be hashed.</summary>
/// <param name="Index">Which, in the whole content.</param>
/// <param name="File">The place of its first file among all files.</param>
/// <param name="PieceOfFile">Which, in that file; meaningful where pieces do not span files.</param>
/// <param name="Slices">Its bytes.</param>
/// <param name="Padding">Zeros that v1 hashes behind them.</param>
internal sealed record PieceTask(int Index, int File, int PieceOfFile, IReadOnlyList<PieceSlice> Slices, int Padding);
