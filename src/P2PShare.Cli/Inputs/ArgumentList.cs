using System.Text;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Inputs;

/// <summary>The things a command was given: those typed, and those listed in a file, one a line.</summary>
internal static class ArgumentList
{
    private const int MaxLength = 64 * 1024 * 1024;

    /// <summary>All of them in their order.</summary>
    /// <exception cref="CommandException">There is none, or the list cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> CollectAsync(
        CommandContext context, IReadOnlyList<string> typed, string? listPath, string whatIsNeeded, CancellationToken cancellationToken)
    {
        var all = listPath is null ? typed : [.. typed, .. await ReadAsync(context, listPath, cancellationToken)];
        return all.Count > 0
            ? all
            : throw new CommandException(UserError.Usage(listPath is null ? $"{whatIsNeeded} is needed" : $"there is nothing in the list `{listPath}`"));
    }

    /// <summary>The lines of a file or standard input, without empty ones and those that begin with <c>#</c>.</summary>
    /// <exception cref="CommandException">It cannot be read.</exception>
    public static async Task<IReadOnlyList<string>> ReadAsync(CommandContext context, string path, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = path == "-" ? context.Input : new FileStream(context.FullPath(path), FileMode.Open, FileAccess.Read);
            var bytes = await BoundedReader.ReadAsync(stream, MaxLength, cancellationToken)
                ?? throw new CommandException(UserError.ListUnreadable(path, $"it is longer than {Units.Size(MaxLength)}"));
            return [.. Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF')
                .Split('\n')
                .Select(line => line.TrimEnd('\r'))
                .Where(line => !string.IsNullOrWhiteSpace(line) && line[0] != '#')];
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new CommandException(UserError.ListUnreadable(path, Causes.Of(exception)), exception);
        }
    }
}
