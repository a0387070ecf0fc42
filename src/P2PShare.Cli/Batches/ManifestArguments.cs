using System.CommandLine;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Batches;

/// <summary>Makes command lines of what a manifest says, so that one parser reads and refuses them all.</summary>
internal sealed class ManifestArguments(ManifestErrors errors)
{
    /// <summary>The arguments that options of a manifest stand for, the first of each counting.</summary>
    /// <param name="entries">Names and values, the nearest first.</param>
    /// <param name="options">The options that may be named.</param>
    /// <param name="isElsewhere">Says of a name that is none of them why it may not stand here; null where nobody knows it.</param>
    /// <exception cref="CommandException">A name is not known, or a value cannot be one.</exception>
    public IReadOnlyList<string> Of(IEnumerable<ManifestEntry> entries, IReadOnlyList<Option> options, Func<string, string?> isElsewhere)
    {
        var arguments = new List<string>();
        var given = new HashSet<Option>();
        foreach (var entry in entries)
        {
            var option = options.FirstOrDefault(option => NamesOf(option).Contains(Normal(entry.Key)));
            if (option is null)
            {
                throw isElsewhere(Normal(entry.Key)) is { } why
                    ? errors.At(entry.Line, $"`{entry.Key}` {why}")
                    : errors.Unknown(entry, $"there is no option `{entry.Key}` here", options.SelectMany(NamesOf));
            }

            if (given.Add(option))
            {
                arguments.AddRange(Of(option, entry));
            }
        }

        return arguments;
    }

    /// <summary>The names by which a manifest calls an option.</summary>
    public static IEnumerable<string> NamesOf(Option option) =>
        option.Aliases.Prepend(option.Name).Where(name => name.StartsWith("--", StringComparison.Ordinal)).Select(name => Normal(name[2..]));

    private IEnumerable<string> Of(Option option, ManifestEntry entry)
    {
        var values = errors.Texts(entry.Value, $"`{entry.Key}`");
        if (OptionOf.IsFlag(option))
        {
            return values switch
            {
                ["true" or "yes"] => [option.Name],
                ["false" or "no"] => [],
                _ => throw errors.At(entry.Line, $"`{entry.Key}` is true or false"),
            };
        }

        return values.Count == 1 || option.Arity.MaximumNumberOfValues > 1
            // The parser would take what is behind `name=` for the value where it is empty.
            ? values.SelectMany(value => value.Length == 0 ? (string[])[option.Name, ""] : [$"{option.Name}={value}"])
            : throw errors.At(entry.Line, $"`{entry.Key}` takes one value");
    }

    private static string Normal(string name) => name.Replace('-', '_');
}
