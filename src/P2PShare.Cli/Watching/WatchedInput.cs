using System.Text;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Watching;

/// <summary>Reads what appears in a watched folder.</summary>
internal sealed class WatchedInput(CommandContext context)
{
    private const int MaxLinkLength = 64 * 1024;

    /// <summary>Whoever takes longer to give up a small file, as a pipe put in its place would, is not waited for.</summary>
    private static readonly TimeSpan ReadLimit = TimeSpan.FromSeconds(30);

    private readonly TorrentLoader _loader = new(context);

    /// <summary>Reads it.</summary>
    /// <exception cref="CommandException">It is nothing that can be used, or not yet.</exception>
    public async Task<TorrentInput> ReadAsync(WatchedFile file, CancellationToken cancellationToken)
    {
        var most = file.IsLink ? MaxLinkLength : TorrentLoader.MaxLength;
        if (file.Length > most)
        {
            throw new CommandException(UserError.TorrentUnreadable(file.Name, $"it is longer than {Units.Size(most)}"));
        }

        try
        {
            // Opening may block for ever: that is left to a thread of its own.
            return await Task.Run(() => file.IsLink ? ReadLinkAsync(file, cancellationToken) : ReadTorrentAsync(file, cancellationToken), cancellationToken)
                .WaitAsync(ReadLimit, cancellationToken);
        }
        catch (TimeoutException)
        {
            throw new CommandException(UserError.TorrentUnreadable(file.Name, "it cannot be read to its end"));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(UserError.TorrentUnreadable(file.Name, Causes.Of(exception)), exception);
        }
    }

    private async Task<TorrentInput> ReadTorrentAsync(WatchedFile file, CancellationToken cancellationToken) =>
        await _loader.LoadFileAsync(file.Path, cancellationToken) with { Argument = file.Name };

    private static async Task<TorrentInput> ReadLinkAsync(WatchedFile file, CancellationToken cancellationToken)
    {
        await using var stream = new FileStream(file.Path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var bytes = await BoundedReader.ReadAsync(stream, MaxLinkLength, cancellationToken) ?? [];
        var lines = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return lines is [var only]
            ? new TorrentInput.Link(file.Name, MagnetArgument.TryParseHash(only, out var hash) ? hash : MagnetArgument.Parse(only))
            : throw new CommandException(UserError.MagnetUnreadable(file.Name, "the file holds one link, on one line"));
    }
}
