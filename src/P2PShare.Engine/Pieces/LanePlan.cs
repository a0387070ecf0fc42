using P2PShare.Protocol.Hashing;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Pieces;

/// <summary>How the pieces of a content are hashed.</summary>
/// <param name="Lanes">Pieces at once; 1 for one after another.</param>
/// <param name="HasLeaves">Whether the leaves of their trees are hashed in the same lanes.</param>
internal readonly record struct LanePlan(int Lanes, bool HasLeaves)
{
    public static LanePlan OneByOne => new(1, HasLeaves: false);

    /// <summary>What is fastest on this machine.</summary>
    /// <param name="format">Which hashes.</param>
    /// <param name="pieceLength">Bytes of a piece.</param>
    /// <param name="bytes">How much there is to hash.</param>
    public static LanePlan For(TorrentFormat format, int pieceLength, long bytes)
    {
        if (pieceLength % LaneHasher.BlockLength != 0)
        {
            return OneByOne;
        }

        var leaves = format == TorrentFormat.V1 ? 1 : HashLanes.For(HashKind.Sha256, bytes);
        var lanes = format == TorrentFormat.V2 ? leaves : HashLanes.For(HashKind.Sha1, bytes);
        return new LanePlan(lanes, HasLeaves: lanes > 1 && leaves == lanes);
    }
}
