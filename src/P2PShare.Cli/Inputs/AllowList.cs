using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Inputs;

/// <summary>A list of torrents by info-hash or magnet link, one a line.</summary>
internal static class AllowList
{
    /// <summary>The hashes as they go over the wire.</summary>
    /// <exception cref="CommandException">The list cannot be read, or a line is no info-hash.</exception>
    public static async Task<IReadOnlySet<Sha1Hash>> ReadAsync(CommandContext context, string path, CancellationToken cancellationToken)
    {
        var allowed = new HashSet<Sha1Hash>();
        foreach (var line in await ArgumentList.ReadAsync(context, path, byNull: false, cancellationToken))
        {
            var text = line.Trim();
            var hashes = text.StartsWith("magnet:", StringComparison.OrdinalIgnoreCase)
                ? MagnetArgument.Parse(text).InfoHashes
                : MagnetArgument.TryParseHash(text, out var magnet)
                    ? magnet.InfoHashes
                    : throw new CommandException(UserError.ListUnreadable(path, $"`{text}` is no info-hash"));
            allowed.UnionWith(hashes.OnWire());
        }

        return allowed;
    }
}
