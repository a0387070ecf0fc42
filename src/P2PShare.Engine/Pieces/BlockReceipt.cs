namespace P2PShare.Engine.Pieces;

/// <summary>How a block was taken in.</summary>
/// <param name="Arrival">What it is to us.</param>
/// <param name="RequestedAt">When it was asked of this peer; null when it was no longer waited for.</param>
/// <param name="CancelCount">How many other peers were asked for it too and are to be sent a cancel.</param>
internal readonly record struct BlockReceipt(BlockArrival Arrival, TimeSpan? RequestedAt, int CancelCount);
