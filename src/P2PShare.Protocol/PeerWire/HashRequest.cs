using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.PeerWire;

/// <summary>A range of one layer of a file's merkle tree, as <c>hash request</c>, <c>hashes</c> and <c>hash reject</c> name it. BEP 52.</summary>
/// <param name="PiecesRoot">Which file.</param>
/// <param name="BaseLayer">0 is the layer of the blocks; each one up halves the number of nodes.</param>
/// <param name="Index">First node asked for, a multiple of <paramref name="Length"/>.</param>
/// <param name="Length">Number of nodes: a power of two, 2 to 512.</param>
/// <param name="ProofLayers">How many layers of uncle hashes are wanted above the base layer.</param>
public readonly record struct HashRequest(Sha256Hash PiecesRoot, int BaseLayer, int Index, int Length, int ProofLayers);
