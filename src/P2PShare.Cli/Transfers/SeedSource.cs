using P2PShare.Cli.Inputs;
using P2PShare.Cli.Views;
using P2PShare.Engine.Creation;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>Tells torrents from plain paths among what <c>seed</c> was given, and makes torrents of the latter, in memory.</summary>
internal sealed class SeedSource(CommandContext context, CommandOutput output, ContentNaming names, string? data, IReadOnlyList<IReadOnlyList<string>> trackers)
{
    private readonly TorrentLoader _loader = new(context);

    /// <summary>What there is to seed.</summary>
    /// <exception cref="CommandException">It cannot be used.</exception>
    public async Task<TransferItem> LoadAsync(string argument, CancellationToken cancellationToken)
    {
        if (IsPlainPath(argument))
        {
            return await HashAsync(argument, cancellationToken);
        }

        var file = await _loader.LoadFileAsync(argument, cancellationToken);
        var (directory, metainfo) = Locate(file);
        return new TransferItem(argument, metainfo, directory);
    }

    /// <summary>A folder, or a file that is not called a torrent while nobody says where its content would be.</summary>
    private bool IsPlainPath(string argument)
    {
        var path = context.FullPath(argument);
        return argument != "-"
            && (Directory.Exists(path)
                || (data is null && File.Exists(path) && !path.EndsWith(".torrent", StringComparison.OrdinalIgnoreCase)));
    }

    private async Task<TransferItem> HashAsync(string argument, CancellationToken cancellationToken)
    {
        var path = Path.TrimEndingDirectorySeparator(context.FullPath(argument));
        // No date and no creator: the same content is the same torrent each time it is shared.
        var options = new CreationOptions { Trackers = trackers };
        TorrentMetainfo metainfo;
        await using (var progress = new HashProgressView(context, output, $"hashing {Path.GetFileName(path)}"))
        {
            metainfo = await new TorrentCreator(context.Services.Files()).CreateAsync(path, options, progress, cancellationToken);
        }

        output.Data(MagnetLink.Of(metainfo).ToString());
        return new TransferItem(argument, metainfo, Path.GetDirectoryName(path) ?? path) { BringsTrackers = true };
    }

    private (string Directory, TorrentMetainfo Metainfo) Locate(TorrentInput.File torrent)
    {
        if (data is not null)
        {
            var path = context.FullPath(data);
            return Path.Exists(path) ? names.Locate(torrent.Metainfo, path) : throw new CommandException(UserError.PathMissing(data, NearName.Hint(context, data)));
        }

        // Nobody said where: the current folder as for the other commands, else beside the torrent itself.
        var here = names.In(context.WorkingDirectory, torrent.Metainfo);
        if (ContentLocation.NameIn(here, context.WorkingDirectory) is null
            && Path.GetDirectoryName(torrent.Path) is { } besideTorrent
            && names.In(besideTorrent, torrent.Metainfo) is var there
            && ContentLocation.NameIn(there, besideTorrent) is not null)
        {
            return (besideTorrent, there);
        }

        return (context.WorkingDirectory, here);
    }
}
