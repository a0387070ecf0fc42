using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace P2PShare.Cli.Control;

/// <summary>Reads and writes what processes say to each other: a JSON object a line, of bounded length.</summary>
internal static class ControlLine
{
    /// <summary>Writes one.</summary>
    public static async Task WriteAsync<T>(Stream stream, T document, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        byte[] line = [.. JsonSerializer.SerializeToUtf8Bytes(document, type), (byte)'\n'];
        await stream.WriteAsync(line, cancellationToken);
        await stream.FlushAsync(cancellationToken);
    }

    /// <summary>Reads one; null where the other side ends, or says what is too long or no such object.</summary>
    public static async Task<T?> ReadAsync<T>(Stream stream, int maxLength, JsonTypeInfo<T> type, CancellationToken cancellationToken)
        where T : class
    {
        using var line = new MemoryStream();
        var buffer = new byte[4096];
        while (line.Length <= maxLength)
        {
            var count = await stream.ReadAsync(buffer, cancellationToken);
            if (count == 0)
            {
                return null;
            }

            var end = buffer.AsSpan(0, count).IndexOf((byte)'\n');
            line.Write(buffer, 0, end < 0 ? count : end);
            if (end >= 0)
            {
                return line.Length <= maxLength ? Parse(line.GetBuffer().AsSpan(0, (int)line.Length), type) : null;
            }
        }

        return null;
    }

    private static T? Parse<T>(ReadOnlySpan<byte> line, JsonTypeInfo<T> type)
        where T : class
    {
        try
        {
            return JsonSerializer.Deserialize(line, type);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
