using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.PeerWire;

/// <summary>A range of one layer of a file's merkle tree, as <c>hash request</c>, <c>hashes</c> and <c>hash reject</c> name it. BEP 52.</summary>
/// <remarks>Numbers come as the peer sent them, those beyond <see cref="int.MaxValue"/> as that: no tree is that large.</remarks>
/// <param name="PiecesRoot">Which file.</param>
/// <param name="BaseLayer">0 is the layer of the blocks; each one up halves the number of nodes.</param>
/// <param name="Index">First node asked for, a multiple of <paramref name="Length"/>.</param>
/// <param name="Length">Number of nodes: a power of two, by the BEP 2 to 512. libtorrent also asks for 1, and for a whole piece's blocks, up to 8192.</param>
/// <param name="ProofLayers">How many layers of uncle hashes are wanted above the base layer.</param>
public readonly record struct HashRequest(Sha256Hash PiecesRoot, int BaseLayer, int Index, int Length, int ProofLayers);
