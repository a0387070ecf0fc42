using System.CommandLine;
using P2PShare.Cli.Inputs;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.DhtNodes;

/// <summary>A torrent that is looked for in the DHT: an info-hash, a magnet link or a torrent file.</summary>
internal static class HashArgument
{
    public static Argument<string> Create() => new("HASH") { Description = "An info-hash (40 hex, 64 hex or 32 base32), a magnet link or a torrent." };

    /// <summary>The 20 bytes by which the DHT knows it.</summary>
    /// <exception cref="CommandException">It cannot be read, or is private.</exception>
    public static async Task<Sha1Hash> ReadAsync(string argument, CommandContext context, CancellationToken cancellationToken)
    {
        if (InfoHashes.TryParse(argument, out var hashes))
        {
            return hashes.Primary;
        }

        return await new TorrentLoader(context).LoadAsync(argument, cancellationToken) switch
        {
            // BEP 27: what is private is asked for at its trackers alone.
            TorrentInput.File { Metainfo.IsPrivate: true } => throw new CommandException(
                new UserError("torrent-private", ExitCode.BadInput, $"cannot look for `{argument}` in the DHT: the torrent is private", "Its trackers alone know its peers.")),
            TorrentInput.File file => file.Metainfo.InfoHashes.Primary,
            TorrentInput.Link link => link.Magnet.InfoHashes.Primary,
            _ => throw new InvalidOperationException("There are two kinds of input."),
        };
    }
}
