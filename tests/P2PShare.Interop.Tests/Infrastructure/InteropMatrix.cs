using System.Collections.Concurrent;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>
/// What got through to whom. Written as a table to the file that <c>P2PSHARE_INTEROP_MATRIX</c> names once all tests have run: xUnit shows the
/// output of single tests only.
/// </summary>
public sealed class InteropMatrix : IDisposable
{
    private readonly ConcurrentQueue<Row> _rows = new();

    /// <summary>Adds a transfer that ended byte for byte.</summary>
    public void Add(string seed, string leecher, string format, string content, string tracker, TimeSpan elapsed) =>
        _rows.Enqueue(new Row(seed, leecher, format, content, tracker, elapsed));

    /// <inheritdoc/>
    public override string ToString()
    {
        string[] header = ["seed", "leecher", "format", "content", "tracker", "seconds"];
        var cells = _rows
            .OrderBy(static row => row.Seed, StringComparer.Ordinal).ThenBy(static row => row.Leecher, StringComparer.Ordinal)
            .Select(static row => new[] { row.Seed, row.Leecher, row.Format, row.Content, row.Tracker, $"{row.Elapsed.TotalSeconds:0.0}" })
            .Prepend(header)
            .ToArray();
        var widths = header.Select((_, column) => cells.Max(row => row[column].Length)).ToArray();
        return string.Join('\n', cells.Select(row => string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd()));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("P2PSHARE_INTEROP_MATRIX") is { Length: > 0 } path && !_rows.IsEmpty)
        {
            File.WriteAllText(path, ToString() + "\n");
        }
    }

    private sealed record Row(string Seed, string Leecher, string Format, string Content, string Tracker, TimeSpan Elapsed);
}
