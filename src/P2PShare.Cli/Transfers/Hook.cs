using P2PShare.Cli.Inputs;

namespace P2PShare.Cli.Transfers;

/// <summary>A command that is run when something has become of a torrent.</summary>
/// <param name="Option">The option that names it.</param>
/// <param name="Path">The program. Absolute.</param>
/// <param name="Arguments">Its arguments.</param>
internal sealed record Hook(string Option, string Path, IReadOnlyList<string> Arguments)
{
    /// <summary>Reads what an option was given; null for nothing.</summary>
    /// <exception cref="CommandException">It is no command, or there is no such program.</exception>
    public static Hook? Parse(CommandContext context, string option, string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (!CommandWords.TrySplit(text, out var words))
        {
            throw new CommandException(UserError.Usage($"`{text}` is no command for {option}: a quote is not closed"));
        }

        if (words is not [var program, .. var arguments])
        {
            throw new CommandException(UserError.Usage($"option `{option}` needs a command"));
        }

        var path = ProgramPath.Find(context, program)
            ?? throw new CommandException(UserError.Usage($"`{program}` is no command for {option}: there is no such program", "It is looked for in PATH; name one that lies elsewhere by its path: `./program`."));
        return new Hook(option, path, arguments);
    }
}
