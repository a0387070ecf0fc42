using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;

namespace P2PShare.Cli.Control;

/// <summary>Finds, among running torrents, those that a user means: by .torrent file, magnet link, info-hash or its beginning, or name.</summary>
internal sealed class TorrentChoice(CommandContext context, IReadOnlyList<RunningDocument> running)
{
    /// <summary>Shortest beginning of an info-hash that is taken for one.</summary>
    public const int ShortestPrefix = 6;

    /// <summary>Those that an argument means, at least one. A name may mean several.</summary>
    /// <exception cref="CommandException">None is meant, or it is not clear which.</exception>
    public async Task<IReadOnlyList<RunningDocument>> FindAsync(string argument, CancellationToken cancellationToken)
    {
        if (Named(argument) is { Count: > 0 } named)
        {
            return named;
        }

        if (await HashOfAsync(argument, cancellationToken) is { } hash)
        {
            return running.Where(torrent => IsOf(torrent, hash)).ToList() is { Count: > 0 } found ? found : throw new CommandException(UserError.NotRunning(argument));
        }

        throw new CommandException(UserError.NotRunning(argument));
    }

    private List<RunningDocument> Named(string argument)
    {
        var named = running.Where(torrent => torrent.Name == argument).ToList();
        if (named.Count > 0 || argument.Length < ShortestPrefix || !argument.All(char.IsAsciiHexDigit))
        {
            return named;
        }

        var begun = running.Where(torrent => Begins(torrent.InfoHash, argument) || Begins(torrent.InfoHashV2, argument)).ToList();
        return begun.Select(static torrent => torrent.InfoHash).Distinct(StringComparer.Ordinal).Count() <= 1
            ? begun
            : throw new CommandException(UserError.AmbiguousHash(argument, begun.Count));
    }

    private async Task<string?> HashOfAsync(string argument, CancellationToken cancellationToken)
    {
        if (argument.StartsWith("magnet:", StringComparison.OrdinalIgnoreCase))
        {
            return MagnetArgument.Parse(argument).InfoHashes.Key;
        }

        if (MagnetArgument.TryParseHash(argument, out var magnet))
        {
            return magnet.InfoHashes.Key;
        }

        return File.Exists(context.FullPath(argument))
            ? (await new TorrentLoader(context).LoadFileAsync(argument, cancellationToken)).Metainfo.InfoHashes.Key
            : null;
    }

    private static bool IsOf(RunningDocument torrent, string hash) => torrent.InfoHash == hash || torrent.InfoHashV2 == hash;

    private static bool Begins(string? hash, string prefix) => hash?.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ?? false;
}
