using System.CommandLine;

namespace P2PShare.Cli.Settings;

/// <summary>Finds again what was typed of a command line, without what environment and config file add.</summary>
internal static class TypedArguments
{
    /// <summary>Whether an option was typed.</summary>
    public static bool Has(ParseResult typed, Option option) => typed.GetResult(option) is { Implicit: false };

    /// <summary>The arguments by which some options were typed.</summary>
    public static IReadOnlyList<string> Of(ParseResult typed, IEnumerable<Option> options) =>
        [.. options.Where(option => Has(typed, option)).SelectMany(option => Of(typed, option))];

    private static IEnumerable<string> Of(ParseResult typed, Option option)
    {
        var result = typed.GetResult(option)!;
        return OptionOf.IsFlag(option)
            ? Enumerable.Repeat(option.Name, result.IdentifierTokenCount)
            // The parser would take what is behind `name=` for the value where it is empty.
            : result.Tokens.SelectMany(token => token.Value.Length == 0 ? (string[])[option.Name, ""] : [$"{option.Name}={token.Value}"]);
    }
}
