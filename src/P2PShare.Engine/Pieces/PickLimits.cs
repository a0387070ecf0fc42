namespace P2PShare.Engine.Pieces;

/// <summary>What a pick is bound by.</summary>
/// <param name="Now">Monotonic time since any fixed moment; the same clock for all calls.</param>
/// <param name="OpenBudget">Memory that pieces begun in this call may take, in bytes. A piece is begun only if all that it may take fits; but when none is open, one may be begun whatever it takes.</param>
/// <param name="Choked">Whether the peer chokes us: then only its allowed-fast pieces are asked for. BEP 6.</param>
internal readonly record struct PickLimits(TimeSpan Now, long OpenBudget, bool Choked = false);
