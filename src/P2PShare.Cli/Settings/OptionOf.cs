using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Settings;

/// <summary>Makes options whose values are read, and refused, the same way everywhere.</summary>
internal static class OptionOf
{
    private delegate bool TryParse<T>(string text, out T value);

    /// <summary>An option that is there or not.</summary>
    public static Option<bool> Flag(string description, string name, params string[] aliases) =>
        new(name, aliases) { Description = description, Arity = ArgumentArity.Zero };

    /// <summary>Whether an option is there or not, and takes no value.</summary>
    public static bool IsFlag(Option option) => option.Arity.MaximumNumberOfValues == 0;

    /// <summary>Free text.</summary>
    public static Option<string?> Text(string valueName, string description, string name, params string[] aliases) =>
        new(name, aliases) { HelpName = valueName, Description = description };

    /// <summary>Free text, any number of times.</summary>
    public static Option<string[]> Texts(string valueName, string description, string name, params string[] aliases) =>
        new(name, aliases) { HelpName = valueName, Description = description, DefaultValueFactory = static _ => [] };

    /// <summary>One of a few words; the first is the default.</summary>
    public static Option<string> Choice(string description, string[] choices, string name, params string[] aliases)
    {
        var option = new Option<string>(name, aliases)
        {
            HelpName = string.Join('|', choices),
            Description = description,
            DefaultValueFactory = _ => choices[0],
        };
        option.CustomParser = result => Read(result, string.Join(", ", choices), (string text, out string value) =>
        {
            value = choices.FirstOrDefault(choice => choice == text) ?? "";
            return value.Length > 0;
        })!;
        option.CompletionSources.Add(choices);
        return option;
    }

    /// <summary>Any of a few words, any number of times.</summary>
    public static Option<string[]> Choices(string description, IReadOnlyList<string> choices, string name, params string[] aliases)
    {
        var option = Texts("KIND", description, name, aliases);
        option.Validators.Add(result =>
        {
            foreach (var token in result.Tokens.Where(token => !choices.Contains(token.Value)))
            {
                result.AddError($"`{token.Value}` is no value for {result.Option.Name}: expected {string.Join(", ", choices)}");
            }
        });
        option.CompletionSources.Add([.. choices]);
        return option;
    }

    /// <summary>A whole number within a range.</summary>
    public static Option<int?> Number(string valueName, int least, int most, string description, string name, params string[] aliases) =>
        Custom<int?>(valueName, string.Create(CultureInfo.InvariantCulture, $"a whole number from {least} to {most}"), (string text, out int? value) =>
        {
            value = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
            return value >= least && value <= most;
        }, description, name, aliases);

    /// <summary>A number that need not be whole, not negative.</summary>
    public static Option<double?> Fraction(string valueName, string description, string name, params string[] aliases) =>
        Custom<double?>(valueName, "a number such as 1.5", (string text, out double? value) =>
        {
            value = double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) ? number : null;
            return value is not null;
        }, description, name, aliases);

    /// <summary>Bytes a second.</summary>
    public static Option<long?> Rate(string description, string name, params string[] aliases) =>
        Custom<long?>("RATE", "a rate such as 500KiB or 1.5MB", (string text, out long? value) =>
        {
            value = Units.TryParseRate(text, out var rate) ? rate : null;
            return value is not null;
        }, description, name, aliases);

    /// <summary>Bytes a second, 0 for <c>none</c>; null where the option is not there.</summary>
    public static Option<long?> RateOrNone(string description, string name, params string[] aliases) =>
        Custom<long?>("RATE|none", "a rate such as 500KiB or 1.5MB, or none", (string text, out long? value) =>
        {
            value = text == "none" ? 0 : Units.TryParseRate(text, out var rate) ? rate : null;
            return value is not null;
        }, description, name, aliases);

    /// <summary>A span of time.</summary>
    public static Option<TimeSpan?> Duration(string description, string name, params string[] aliases) =>
        Custom<TimeSpan?>("DURATION", "a duration such as 90s, 10m or 2h", (string text, out TimeSpan? value) =>
        {
            value = Units.TryParseDuration(text, out var duration) ? duration : null;
            return value is not null;
        }, description, name, aliases);

    /// <summary>A value with a parser of its own; <paramref name="expected"/> completes "…: expected".</summary>
    private static Option<T> Custom<T>(string valueName, string expected, TryParse<T> parse, string description, string name, string[] aliases) =>
        new(name, aliases) { HelpName = valueName, Description = description, CustomParser = result => Read(result, expected, parse) };

    private static T? Read<T>(ArgumentResult result, string expected, TryParse<T> parse)
    {
        // The last one wins, so that an option may be given again after an alias or a script set it.
        var text = result.Tokens[^1].Value;
        if (parse(text, out var value))
        {
            return value;
        }

        result.AddError($"`{text}` is no value for {((OptionResult)result.Parent!).Option.Name}: expected {expected}");
        return default;
    }
}
