namespace P2PShare.Engine.Creation;

/// <summary>A piece that is to be hashed. <see cref="PieceQueue"/> fills it in, again and again.</summary>
internal sealed class PieceTask
{
    /// <summary>Which, in the whole content.</summary>
    public int Index { get; set; }

    /// <summary>The place of its first file among all files.</summary>
    public int File { get; set; }

    /// <summary>Which, in that file; meaningful where pieces do not span files.</summary>
    public int PieceOfFile { get; set; }

    /// <summary>Its bytes.</summary>
    public List<PieceSlice> Slices { get; } = [];

    /// <summary>Zeros that v1 hashes behind them.</summary>
    public int Padding { get; set; }

    /// <summary>Bytes of it with its padding.</summary>
    public int Length { get; set; }
}
