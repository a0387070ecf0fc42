namespace P2PShare.Testing;

/// <summary>Reads the index of vectors in place.</summary>
public static class Vectors
{
    private const int Columns = 8;

    /// <summary>All rows of a kind, in the order of the index. At least one: a misspelt kind must not make a test pass.</summary>
    public static IEnumerable<VectorRow> Of(string kind)
    {
        var folder = VectorFolder.Path ?? throw new InvalidOperationException("No vectors here: mark the test with VectorFact.");
        var rows = File.ReadLines(Path.Combine(folder, "index.tsv"))
            .Skip(1)
            .Select(line => line.Split('\t'))
            .Where(cells => cells.Length == Columns && cells[1] == kind)
            .Select(cells => new VectorRow(
                cells[0], cells[1], cells[2], File.ReadAllBytes(Path.Combine(folder, cells[3])), cells[4], cells[5], cells[6], cells[7]))
            .ToList();
        return rows.Count > 0 ? rows : throw new ArgumentException($"The index has no rows of kind {kind}.", nameof(kind));
    }
}
