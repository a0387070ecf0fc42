using P2PShare.Cli.Wording;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Inputs;

/// <summary>Turns TORRENT arguments into torrents: files, magnet links, info-hashes, URLs and standard input.</summary>
internal sealed class TorrentLoader(CommandContext context)
{
    /// <summary>Longest torrent read from a file or standard input. Two million pieces of both formats fit.</summary>
    public const int MaxLength = 128 * 1024 * 1024;

    /// <summary>Reads whatever the argument names.</summary>
    /// <exception cref="CommandException">It names nothing that can be used.</exception>
    public async Task<TorrentInput> LoadAsync(string argument, CancellationToken cancellationToken)
    {
        if (argument == "-")
        {
            return Parse(argument, path: null, await ReadAsync(argument, context.Input, cancellationToken));
        }

        if (MagnetArgument.IsLink(argument))
        {
            return new TorrentInput.Link(argument, MagnetArgument.Parse(argument));
        }

        if (TorrentDownload.IsUrl(argument))
        {
            using var download = new TorrentDownload(context);
            return Parse(argument, path: null, await download.GetAsync(argument, cancellationToken));
        }

        var path = context.FullPath(argument);
        if (Directory.Exists(path))
        {
            throw new CommandException(UserError.TorrentIsFolder(argument));
        }

        if (File.Exists(path))
        {
            return Parse(argument, path, await ReadFileAsync(argument, path, cancellationToken));
        }

        return MagnetArgument.TryParseHash(argument, out var magnet)
            ? new TorrentInput.Link(argument, magnet)
            : throw new CommandException(OddArgument.Explain(context, argument));
    }

    /// <summary>Reads a whole torrent; a link is refused.</summary>
    /// <exception cref="CommandException">It names nothing that can be used, or only a hash.</exception>
    public async Task<TorrentInput.File> LoadFileAsync(string argument, CancellationToken cancellationToken) =>
        await LoadAsync(argument, cancellationToken) as TorrentInput.File ?? throw new CommandException(UserError.NeedsMetadata(argument));

    private static TorrentInput.File Parse(string argument, string? path, byte[] bytes)
    {
        if (NotATorrent.Explain(bytes) is var (cause, hint))
        {
            throw new CommandException(UserError.TorrentUnreadable(argument, cause, hint));
        }

        try
        {
            return new TorrentInput.File(argument, MetainfoReader.Read(bytes), bytes, path);
        }
        catch (MetainfoException exception)
        {
            throw new CommandException(UserError.TorrentUnreadable(argument, exception.Message), exception);
        }
    }

    private static async Task<byte[]> ReadFileAsync(string argument, string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            return await ReadAsync(argument, stream, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(UserError.TorrentUnreadable(argument, Causes.Of(exception)), exception);
        }
    }

    private static async Task<byte[]> ReadAsync(string argument, Stream stream, CancellationToken cancellationToken) =>
        await BoundedReader.ReadAsync(stream, MaxLength, cancellationToken)
        ?? throw new CommandException(UserError.TorrentUnreadable(argument, $"it is longer than {Units.Size(MaxLength)}, which no torrent is"));
}
