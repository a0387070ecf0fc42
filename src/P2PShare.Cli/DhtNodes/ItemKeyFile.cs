using System.Security.Cryptography;
using System.Text;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Wording;
using P2PShare.Dht.Items;

namespace P2PShare.Cli.DhtNodes;

/// <summary>The file with the secret seed of a key pair: 64 hex digits, readable by its owner alone.</summary>
internal static class ItemKeyFile
{
    private const int MaxLength = 4_096;

    /// <summary>Reads the key.</summary>
    /// <exception cref="CommandException">There is none.</exception>
    public static async Task<ItemKey> ReadAsync(string path, CommandContext context, CancellationToken cancellationToken)
    {
        try
        {
            await using var file = File.OpenRead(context.FullPath(path));
            var text = await BoundedReader.ReadAsync(file, MaxLength, cancellationToken) is { } bytes ? Encoding.ASCII.GetString(bytes).Trim() : "";
            return text.Length == 2 * ItemSignature.SeedSize && text.All(char.IsAsciiHexDigit)
                ? new ItemKey(Convert.FromHexString(text))
                : throw Unreadable(path, "it is no seed of 64 hex digits", null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, Causes.Of(exception), exception);
        }
    }

    /// <summary>Makes a key and its file.</summary>
    /// <exception cref="CommandException">The file is already there, or the disk refuses.</exception>
    public static ItemKey Create(string path, CommandContext context)
    {
        var seed = RandomNumberGenerator.GetBytes(ItemSignature.SeedSize);
        var full = context.FullPath(path);
        AtomicFile.Write(full, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(seed) + "\n"), replace: false);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(full, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        return new ItemKey(seed);
    }

    private static CommandException Unreadable(string path, string cause, Exception? inner)
    {
        var error = new UserError("key-unreadable", ExitCode.BadInput, $"cannot read key `{path}`: {cause}", "`--new-key FILE` makes one.");
        return inner is null ? new CommandException(error) : new CommandException(error, inner);
    }
}
