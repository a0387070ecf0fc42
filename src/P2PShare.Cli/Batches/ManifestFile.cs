using System.Text;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Batches;

/// <summary>Reads a manifest, YAML or JSON, from a file or standard input.</summary>
internal static class ManifestFile
{
    /// <summary>Longest manifest. A hundred thousand items fit.</summary>
    private const int MaxLength = 16 * 1024 * 1024;

    /// <summary>What it says.</summary>
    /// <param name="context">The world.</param>
    /// <param name="path">A file, or <c>-</c> for standard input.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public static async Task<ManifestNode> ReadAsync(CommandContext context, string path, CancellationToken cancellationToken)
    {
        var bytes = await BytesAsync(context, path, cancellationToken);
        var builder = new ManifestBuilder(new ManifestErrors(path));
        if (IsJson(path, bytes))
        {
            JsonManifest.Read(WithoutMark(bytes), builder);
        }
        else
        {
            YamlManifest.Read(Encoding.UTF8.GetString(WithoutMark(bytes)), builder);
        }

        return builder.Root;
    }

    private static async Task<byte[]> BytesAsync(CommandContext context, string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = path == "-" ? context.Input : new FileStream(context.FullPath(path), FileMode.Open, FileAccess.Read);
            return await BoundedReader.ReadAsync(stream, MaxLength, cancellationToken)
                ?? throw new CommandException(UserError.ManifestUnreadable(path, line: null, $"it is longer than {Units.Size(MaxLength)}"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(UserError.ManifestUnreadable(path, line: null, Causes.Of(exception)), exception);
        }
    }

    /// <summary>By its name; else what begins with a brace is JSON, which YAML's own braces are nearly too.</summary>
    private static bool IsJson(string path, ReadOnlySpan<byte> bytes) => Path.GetExtension(path).ToLowerInvariant() switch
    {
        ".json" => true,
        ".yaml" or ".yml" => false,
        _ => WithoutMark(bytes).TrimStart(" \t\r\n"u8).StartsWith("{"u8),
    };

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) => bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[3..] : bytes;
}
