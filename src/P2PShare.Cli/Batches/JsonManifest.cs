using System.Text.Json;

namespace P2PShare.Cli.Batches;

/// <summary>Reads JSON, comments and trailing commas allowed, as in the config file.</summary>
internal static class JsonManifest
{
    private static readonly JsonReaderOptions Options = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        // The builder says it better.
        MaxDepth = ManifestBuilder.MaxDepth + 2,
    };

    /// <summary>Reads it.</summary>
    /// <param name="bytes">The manifest in UTF-8.</param>
    /// <param name="builder">Takes what is met.</param>
    /// <exception cref="CommandException">It is no JSON.</exception>
    public static void Read(ReadOnlySpan<byte> bytes, ManifestBuilder builder)
    {
        var reader = new Utf8JsonReader(bytes, Options);
        var line = 1;
        var counted = 0;
        try
        {
            while (reader.Read())
            {
                var at = (int)reader.TokenStartIndex;
                line += bytes[counted..at].Count((byte)'\n');
                counted = at;
                Take(ref reader, line, builder);
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            // The other is thrown for texts that are no UTF-16.
            throw builder.Error((int)((exception as JsonException)?.LineNumber + 1 ?? line), "no JSON");
        }
    }

    private static void Take(ref Utf8JsonReader reader, int line, ManifestBuilder builder)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject:
                builder.Begin(line, isMapping: true);
                break;
            case JsonTokenType.StartArray:
                builder.Begin(line, isMapping: false);
                break;
            case JsonTokenType.EndObject or JsonTokenType.EndArray:
                builder.End();
                break;
            case JsonTokenType.PropertyName or JsonTokenType.String:
                builder.Text(line, reader.GetString()!);
                break;
            case JsonTokenType.Null:
                builder.Text(line, "");
                break;
            default:
                builder.Text(line, System.Text.Encoding.UTF8.GetString(reader.ValueSpan));
                break;
        }
    }
}
