using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Discovery;

/// <summary>What an announce tells of a torrent's transfer. Bytes; uploaded and downloaded since the run began.</summary>
/// <param name="Uploaded">Content bytes sent.</param>
/// <param name="Downloaded">Content bytes received.</param>
/// <param name="Left">Bytes still missing of the whole torrent; 0 is a seed.</param>
internal readonly record struct AnnounceProgress(long Uploaded, long Downloaded, long Left)
{
    /// <summary>Of a torrent whose length is not known yet: no seed, and no more than one block, as others say.</summary>
    public static AnnounceProgress Unknown { get; } = new(0, 0, PieceGeometry.BlockLength);
}
