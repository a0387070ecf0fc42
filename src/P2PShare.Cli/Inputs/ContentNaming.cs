using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Inputs;

/// <summary>A torrent under the names that its content has where it lies: those that the user gave it, now or in an earlier run, or its own.</summary>
internal sealed class ContentNaming(CommandContext context, string stateDirectory)
{
    private readonly RememberedNames _names = new(stateDirectory, context.Services.Files());

    /// <summary>The torrent as it is, or is to be, called in a folder.</summary>
    /// <param name="metainfo">The torrent, under its own names.</param>
    /// <param name="directory">The folder that holds, or is to hold, its file or folder. Absolute.</param>
    /// <param name="renamings">Each <c>OLD=NEW</c>; remembered.</param>
    /// <exception cref="CommandException">Something cannot be called that.</exception>
    public TorrentMetainfo In(string directory, TorrentMetainfo metainfo, IReadOnlyList<string>? renamings = null)
    {
        try
        {
            return renamings is { Count: > 0 } ? _names.Rename(metainfo, directory, renamings) : _names.Find(metainfo, directory);
        }
        catch (MetainfoException exception)
        {
            throw new CommandException(UserError.CannotRename(metainfo.Name, exception.Message), exception);
        }
    }

    /// <summary>The folder that holds the content, and the torrent as it is called there.</summary>
    /// <param name="metainfo">The torrent, under its own names.</param>
    /// <param name="path">The folder, or the content itself. Absolute.</param>
    public (string Directory, TorrentMetainfo Metainfo) Locate(TorrentMetainfo metainfo, string path)
    {
        if (Path.GetDirectoryName(Path.TrimEndingDirectorySeparator(path)) is { } parent
            && In(parent, metainfo) is var renamed
            && renamed.Name != metainfo.Name
            && ContentLocation.Of(renamed, path) == parent)
        {
            return (parent, renamed);
        }

        var directory = ContentLocation.Of(metainfo, path);
        return (directory, In(directory, metainfo));
    }
}
