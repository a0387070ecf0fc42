using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Storage;

/// <summary>What a torrent's record says when it is opened. The sets are the reader's own.</summary>
/// <param name="Trusted">Pieces that are there: recorded, and their files are as they were left.</param>
/// <param name="Doubtful">Pieces that may be there and must be checked. All others are known to be missing.</param>
/// <param name="IsFirstRun">Nothing was recorded, or nothing that can be believed: whatever exists is checked.</param>
/// <param name="Facts">What the files of the layout were then.</param>
/// <param name="Uploaded">Bytes uploaded in all runs before, as far as recorded.</param>
/// <param name="Downloaded">Bytes downloaded in all runs before, as far as recorded.</param>
internal sealed record Resume(Bitfield Trusted, Bitfield Doubtful, bool IsFirstRun, IReadOnlyList<FileFacts?> Facts, long Uploaded, long Downloaded);
