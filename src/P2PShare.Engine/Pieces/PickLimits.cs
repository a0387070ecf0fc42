namespace P2PShare.Engine.Pieces;

/// <summary>What a pick is bound by.</summary>
/// <param name="Now">Monotonic time since any fixed moment; the same clock for all calls.</param>
/// <param name="OpenBudget">Bytes of pieces that may be begun in this call. A piece is begun only if it fits whole; but when none is open, one may be begun whatever its size.</param>
/// <param name="Choked">Whether the peer chokes us: then only its allowed-fast pieces are asked for. BEP 6.</param>
internal readonly record struct PickLimits(TimeSpan Now, long OpenBudget, bool Choked = false);
