namespace P2PShare.Testing;

/// <summary>One row of the index of vectors: an input that somebody else made, and what its maker says must come out of it.</summary>
/// <param name="Id">Four digits.</param>
/// <param name="Kind">What sort of input: <c>bencode</c>, <c>magnet</c>, <c>wire</c>, …</param>
/// <param name="Outcome"><c>valid</c>, <c>invalid</c>, <c>strict-invalid</c> (a strict reader refuses, a lenient one warns) or <c>impl-defined</c> (must not crash).</param>
/// <param name="File">The input's bytes.</param>
/// <param name="Expected">What must come out, in the maker's words.</param>
/// <param name="Source">The project whose word it is.</param>
/// <param name="Where">Where in that project it stands.</param>
/// <param name="Note">A remark; may be empty.</param>
public sealed record VectorRow(string Id, string Kind, string Outcome, byte[] File, string Expected, string Source, string Where, string Note)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Id} ({Kind}, {Outcome}): {Expected} [{Source} {Where}]";
}
