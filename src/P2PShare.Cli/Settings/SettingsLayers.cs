using System.CommandLine;

namespace P2PShare.Cli.Settings;

/// <summary>
/// Puts values from the environment and the config file under those of the command line, as if they had been typed, so that one parser
/// reads and refuses them all. The command line wins over the environment, the environment over the file.
/// </summary>
internal sealed class SettingsLayers(CommandContext context, GlobalOptions globals)
{
    private readonly Dictionary<Option, string> _origins = [];

    /// <summary>Where an option's value came from, for messages; null where it was typed.</summary>
    public string? OriginOf(Option option) => _origins.GetValueOrDefault(option);

    /// <summary>The arguments with everything that was not typed put behind.</summary>
    /// <exception cref="CommandException">The config file cannot be used.</exception>
    public IReadOnlyList<string> Complete(IReadOnlyList<string> arguments, ParseResult parsed)
    {
        var command = parsed.CommandResult.Command;
        var config = LoadConfig(parsed);
        var more = OptionsOf(command).Where(option => !IsTyped(parsed, option)).SelectMany(option => ArgumentsFor(option, command.Name, config)).ToArray();
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
        var command = parsed.CommandResult.Command.Name;
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
    public static string VariableOf(Option option) =>
        "P2PSHARE_" + option.Name.TrimStart('-').Replace('-', '_').ToUpperInvariant();

    /// <summary>All options that a command takes, those for every command included.</summary>
    public static IEnumerable<Option> OptionsOf(Command command)
    {
        var inherited = command.Parents.OfType<Command>().SelectMany(parent => parent.Options).Where(option => option.Recursive);
        return command.Options.Concat(inherited).Where(option => option.Name is not "--help" and not "--version");
    }

    private static bool IsTyped(ParseResult parsed, Option option) => parsed.GetResult(option) is { Implicit: false };

    private string[]? EnvironmentValues(Option option) =>
        context.Variable(VariableOf(option))?.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private ConfigFile? LoadConfig(ParseResult parsed) =>
        ConfigFile.Load(context, globals.ConfigPathOf(parsed), parsed.RootCommandResult.Command);

    private IReadOnlyList<string> ArgumentsFor(Option option, string command, ConfigFile? config)
    {
        if (EnvironmentValues(option) is { } values)
        {
            _origins[option] = $"the environment variable `{VariableOf(option)}`";
            return ToArguments(option, values);
        }

        if (config?.Find(command, option) is { } configured)
        {
            _origins[option] = $"the config file `{config.Path}`";
            return ToArguments(option, configured);
        }

        return [];
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
