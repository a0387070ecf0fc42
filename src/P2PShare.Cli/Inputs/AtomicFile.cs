using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Inputs;

/// <summary>Writes a file whole or not at all.</summary>
internal static class AtomicFile
{
    /// <summary>Writes it beside its place, makes it durable, and renames it there.</summary>
    /// <param name="path">Absolute.</param>
    /// <param name="bytes">What it holds.</param>
    /// <param name="replace">Whether a file that is already there is replaced.</param>
    /// <exception cref="CommandException">It is already there, or the disk refuses.</exception>
    public static void Write(string path, ReadOnlySpan<byte> bytes, bool replace)
    {
        // A name of its own: the final one may already be as long as a name can be.
        var temporary = Path.Combine(Path.GetDirectoryName(path)!, $".p2pshare-{Path.GetRandomFileName()}");
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.Write, FileShare.None))
            {
                stream.Write(bytes);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, replace);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Remove(temporary);
            throw new CommandException(
                !replace && Path.Exists(path) ? UserError.OutputExists(path) : UserError.OutputUnwritable(path, Causes.Of(exception)),
                exception);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The write already failed; its cause is what the user needs to hear.
        }
    }
}
