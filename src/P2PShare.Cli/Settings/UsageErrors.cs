using System.CommandLine;
using System.CommandLine.Parsing;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Settings;

/// <summary>Finds what is wrong with a command line, and the word that was probably meant.</summary>
internal static class UsageErrors
{
    /// <summary>Throws the first error.</summary>
    /// <exception cref="CommandException">The command line is wrong.</exception>
    public static void ThrowIfAny(IReadOnlyList<string> arguments, ParseResult parsed, SettingsLayers layers, CommandContext context)
    {
        if (parsed.Action is HelpWithExamples)
        {
            return;
        }

        var command = parsed.CommandResult.Command;
        var help = $"`{CommandTree.CallOf(command)} --help` shows what there is.";
        if (UnknownOption(parsed) is { } unknown)
        {
            throw Fail($"there is no option `{unknown}`", Nearest(unknown, OptionNames(command)) ?? CommandHints.ForOption(command, unknown.Split('=')[0], context) ?? help);
        }

        if (FlagWithValue(arguments, command) is { } flag)
        {
            throw Fail($"option `{flag}` takes no value", help);
        }

        if (parsed.UnmatchedTokens is [var first, ..])
        {
            throw command.Subcommands.Count > 0 && !first.StartsWith('-')
                ? Fail($"there is no command `{first}`", CommandHints.For(command, first, context) ?? help)
                : Fail($"`{first}` is one too many", help);
        }

        if (parsed.Errors is [var error, ..])
        {
            var origin = error.SymbolResult is OptionResult { Option: var option } ? layers.OriginOf(option) : null;
            throw Fail(Sentence(error, command) + (origin is null ? "" : $" (from {origin})"), help);
        }
    }

    private static CommandException Fail(string message, string hint) => new(UserError.Usage(message, hint));

    /// <summary>An argument that looks like an option and did not come after <c>--</c>: the parser would take it for a file.</summary>
    private static string? UnknownOption(ParseResult parsed)
    {
        var beforeDoubleDash = parsed.Tokens.TakeWhile(token => token.Type != TokenType.DoubleDash).ToHashSet(ReferenceEqualityComparer.Instance);
        var positional = parsed.CommandResult.Children.OfType<ArgumentResult>().SelectMany(result => result.Tokens);
        return positional
            .Where(token => token.Value.Length > 1 && token.Value[0] == '-' && beforeDoubleDash.Contains(token))
            .Select(token => token.Value)
            .Concat(parsed.UnmatchedTokens.Where(token => token.Length > 1 && token[0] == '-'))
            .FirstOrDefault();
    }

    /// <summary>A flag with <c>=</c> behind it: the parser would take the value for a file.</summary>
    private static string? FlagWithValue(IReadOnlyList<string> arguments, Command command)
    {
        var flags = CommandTree.SettingsOf(command).Where(OptionOf.IsFlag).SelectMany(option => option.Aliases.Prepend(option.Name)).ToHashSet(StringComparer.Ordinal);
        return arguments
            .TakeWhile(argument => argument != "--")
            .Where(argument => argument.Contains('=', StringComparison.Ordinal))
            .Select(argument => argument.Split('=')[0])
            .FirstOrDefault(flags.Contains);
    }

    private static string Sentence(ParseError error, Command command) => error.SymbolResult switch
    {
        CommandResult when command.Subcommands.Count > 0 => $"`{CommandTree.CallOf(command)}` needs a command",
        ArgumentResult { Tokens.Count: 0, Argument: var argument } => $"`{CommandTree.CallOf(command)}` needs a {argument.Name}",
        OptionResult { Option: var option } result when result.Tokens.Count == 0 => $"option `{option.Name}` needs a value",
        OptionResult { Option: var option } result when !result.Errors.Any(own => own.Message.StartsWith('`')) && result.Tokens.Count > 1 =>
            $"option `{option.Name}` may be given once only",
        _ => error.Message.TrimEnd('.'),
    };

    private static string? Nearest(string word, IEnumerable<string> known)
    {
        var name = word.Split('=', 2)[0];
        return Typos.Nearest(name, known) is { } nearest ? $"Did you mean `{nearest}`?" : null;
    }

    private static IEnumerable<string> OptionNames(Command command) =>
        CommandTree.SettingsOf(command).SelectMany(option => option.Aliases.Prepend(option.Name)).Where(name => name.StartsWith("--", StringComparison.Ordinal));
}
