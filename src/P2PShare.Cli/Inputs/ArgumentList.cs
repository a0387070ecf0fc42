using System.Text;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Inputs;

/// <summary>The things a command was given: those typed, of which patterns are expanded, and those listed in a file, which are taken as they are.</summary>
internal static class ArgumentList
{
    private const int MaxLength = 64 * 1024 * 1024;

    /// <summary>All of them in their order.</summary>
    /// <param name="context">The world.</param>
    /// <param name="typed">Those on the command line.</param>
    /// <param name="listPath">A file, or <c>-</c> for standard input; null for none.</param>
    /// <param name="byNull">Whether a NUL ends each of the list's entries, which then may hold anything else.</param>
    /// <param name="whatIsNeeded">Named where there is none: "a TORRENT".</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="CommandException">There is none, or the list cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> CollectAsync(
        CommandContext context, IReadOnlyList<string> typed, string? listPath, bool byNull, string whatIsNeeded, CancellationToken cancellationToken)
    {
        var listed = listPath is null ? [] : await ReadAsync(context, listPath, byNull, cancellationToken);
        string[] all = [.. typed.SelectMany(argument => PathPatterns.Expand(context, argument)), .. listed];
        return all.Length > 0
            ? all
            : throw new CommandException(UserError.Usage(listPath is null ? $"{whatIsNeeded} is needed" : $"there is nothing in the list `{listPath}`"));
    }

    /// <summary>The lines of a file or standard input, without empty ones and those that begin with <c>#</c>; or its entries that end with a NUL, whatever they hold.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(CommandContext context, string path, bool byNull, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = path == "-" ? context.Input : new FileStream(context.FullPath(path), FileMode.Open, FileAccess.Read);
            var bytes = await BoundedReader.ReadAsync(stream, MaxLength, cancellationToken)
                ?? throw new CommandException(UserError.ListUnreadable(path, $"it is longer than {Units.Size(MaxLength)}"));
            var text = Encoding.UTF8.GetString(bytes);
            return byNull ? text.Split('\0', StringSplitOptions.RemoveEmptyEntries) : [.. Lines(text)];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(UserError.ListUnreadable(path, Causes.Of(exception)), exception);
        }
    }

    private static IEnumerable<string> Lines(string text) => text.TrimStart('\uFEFF')
        .Split('\n')
        .Select(line => line.TrimEnd('\r'))
        .Where(line => !string.IsNullOrWhiteSpace(line) && line[0] != '#');
}
