using System.CommandLine;

namespace P2PShare.Cli.Settings;

/// <summary>
/// Puts values from the environment and the config file under those of the command line, as if they had been typed, so that one parser
/// reads and refuses them all. The command line wins over the environment, the environment over the file.
/// </summary>
internal sealed class SettingsLayers(CommandContext context, GlobalOptions globals)
{
    private readonly Dictionary<Option, SettingOrigin> _origins = [];

    /// <summary>Where an option's value came from, for messages; null where it was typed.</summary>
    public string? OriginOf(Option option) => _origins.GetValueOrDefault(option)?.Clause;

    /// <summary>The arguments with everything that was not typed put behind.</summary>
    /// <exception cref="CommandException">The config file cannot be used.</exception>
    public IReadOnlyList<string> Complete(IReadOnlyList<string> arguments, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var config = LoadConfig(parsed);
        var more = CommandTree.SettingsOf(command).Where(option => !IsTyped(parsed, option)).SelectMany(option => ArgumentsFor(option, command, config)).ToArray();
        var end = IndexOfDoubleDash(arguments);
        return [.. arguments.Take(end), .. more, .. arguments.Skip(end)];
    }

    /// <summary>
    /// Arguments for the options that say how errors are printed, where they were not typed. They are wanted before anything else is judged:
    /// what is wrong in the layers is left out here, and is told in the style that the rest asks for.
    /// </summary>
    public IReadOnlyList<string> ForErrors(ParseResult parsed)
    {
        var config = Try(() => LoadConfig(parsed));
        var command = parsed.CommandResult.Command;
        return [.. globals.OfStyle.Where(option => !IsTyped(parsed, option)).SelectMany(option => Try(() => ArgumentsFor(option, command, config)) ?? [])];

        static T? Try<T>(Func<T?> read)
            where T : class
        {
            try
            {
                return read();
            }
            catch (CommandException)
            {
                return null;
            }
        }
    }

    /// <summary>The variable of an option: <c>--max-upload</c> is <c>P2PSHARE_MAX_UPLOAD</c>.</summary>
    public static string VariableOf(Option option) => $"P2PSHARE_{ConfigSection.KeyOf(option).ToUpperInvariant()}";

    /// <summary>What the layers under the command line say of an option of a command; null where they say nothing.</summary>
    public SettingValues? Find(Option option, Command command, ConfigFile? config) =>
        EnvironmentValues(option) is { } values
            ? new SettingValues(values, new SettingOrigin(SettingSource.Environment, VariableOf(option)))
            : config?.Find(command, option);

    /// <summary>The config file that a command line asks for; null for none.</summary>
    /// <exception cref="CommandException">It cannot be used.</exception>
    public ConfigFile? LoadConfig(ParseResult parsed) =>
        ConfigFile.Load(context, globals.ConfigPathOf(parsed), globals.ProfileOf(parsed));

    private static bool IsTyped(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private string[]? EnvironmentValues(Option option) =>
        context.Variable(VariableOf(option))?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private IReadOnlyList<string> ArgumentsFor(Option option, Command command, ConfigFile? config)
    {
        if (Find(option, command, config) is not { } found)
        {
            return [];
        }

        _origins[option] = found.Origin;
        globals.Layered.Add(option);
        return ToArguments(option, found.Values);
    }

    private IReadOnlyList<string> ToArguments(Option option, IReadOnlyList<string> values) => OptionOf.IsFlag(option)
        ? [.. Enumerable.Repeat(option.Name, values.Count == 0 ? 0 : Times(option, values[^1]))]
        // The parser would take what is behind `name=` for the value where it is empty.
        : [.. values.SelectMany(value => value.Length == 0 ? (string[])[option.Name, ""] : [$"{option.Name}={value}"])];

    private int Times(Option flag, string value) => value.ToLowerInvariant() switch
    {
        "true" or "yes" or "1" => 1,
        "false" or "no" or "0" => 0,
        "2" when flag == globals.Verbose => 2,
        _ => throw new CommandException(UserError.Usage($"`{value}` is no value for {flag.Name}: expected true or false (from {OriginOf(flag)})")),
    };

    private static int IndexOfDoubleDash(IReadOnlyList<string> arguments)
    {
        var index = arguments.ToList().IndexOf("--");
        return index < 0 ? arguments.Count : index;
    }
}
