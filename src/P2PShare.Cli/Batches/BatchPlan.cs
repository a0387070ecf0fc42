using System.CommandLine;
using P2PShare.Cli.Settings;

namespace P2PShare.Cli.Batches;

/// <summary>Turns the items of a manifest into tasks. All of them are judged before any is done.</summary>
/// <param name="root">The program, whose commands read the options.</param>
/// <param name="layers">Environment and config file, which stand behind the manifest.</param>
/// <param name="globals">Arguments that hold for every item, as they were typed for the batch.</param>
/// <param name="errors">Says what is wrong.</param>
internal sealed class BatchPlan(Command root, SettingsLayers layers, IReadOnlyList<string> globals, ManifestErrors errors)
{
    private readonly ManifestArguments _arguments = new(errors);

    /// <summary>The tasks, in the order of the manifest.</summary>
    /// <exception cref="CommandException">The manifest says something that cannot be.</exception>
    public async Task<IReadOnlyList<BatchTask>> TasksAsync(Manifest manifest, BatchSetting setting, CancellationToken cancellationToken)
    {
        CheckDefaults(manifest);
        var tasks = new List<BatchTask>();
        foreach (var item in manifest.Items)
        {
            try
            {
                tasks.AddRange(await ToTasksAsync(item, manifest, setting, cancellationToken));
            }
            catch (CommandException exception) when (exception.Error.Kind != ManifestKind)
            {
                throw errors.At(item.Line, exception.Error.Message);
            }
        }

        return tasks;
    }

    /// <summary>Whether an option belongs to items and not to the whole batch.</summary>
    public static bool IsOfItems(Command root, string name) => root.Subcommands
        .Where(command => command is IBatchable)
        .Any(command => Fit(command).SelectMany(ManifestArguments.NamesOf).Contains(name));

    private static string ManifestKind => UserError.ManifestUnreadable("", 0, "").Kind;

    private async Task<IReadOnlyList<BatchTask>> ToTasksAsync(ManifestItem item, Manifest manifest, BatchSetting setting, CancellationToken cancellationToken)
    {
        var command = CommandOf(item.Action);
        string[] arguments =
        [
            item.Action,
            .. _arguments.Of([.. item.Options, .. DefaultsFor(item.Action, manifest)], Fit(command), name => Elsewhere(name, command)),
            .. globals,
            "--",
            .. item.Paths,
        ];
        var parsed = Parse(arguments, setting.Context);
        parsed = Parse(layers.Complete(arguments, parsed), setting.Context);
        return await ((IBatchable)parsed.CommandResult.Command).PlanAsync(parsed, setting, cancellationToken);
    }

    private ParseResult Parse(IReadOnlyList<string> arguments, CommandContext context)
    {
        var parsed = root.Parse(arguments, App.Parsing);
        UsageErrors.ThrowIfAny(arguments, parsed, layers, context);
        return parsed;
    }

    private Command CommandOf(string action) => root.Subcommands.First(command => command.Name == action);

    /// <summary>Those for the command alone, then those for all that have them.</summary>
    private IEnumerable<ManifestEntry> DefaultsFor(string action, Manifest manifest) =>
    [
        .. manifest.Defaults.Where(entry => entry.Key == action).SelectMany(entry => errors.Mapping(entry.Value, $"`{action}`").Entries),
        .. manifest.Defaults.Where(entry => !Manifest.Actions.Contains(entry.Key) && Knows(CommandOf(action), entry)),
    ];

    /// <summary>Judged even where there is no item that takes them.</summary>
    private void CheckDefaults(Manifest manifest)
    {
        foreach (var action in Manifest.Actions)
        {
            var command = CommandOf(action);
            _arguments.Of(DefaultsFor(action, manifest), Fit(command), name => Elsewhere(name, command));
        }

        var commands = Manifest.Actions.Select(CommandOf).ToArray();
        var loose = manifest.Defaults.Where(entry => !Manifest.Actions.Contains(entry.Key) && !commands.Any(command => Knows(command, entry)));
        _arguments.Of(loose, [.. commands.SelectMany(Fit).DistinctBy(option => option.Name)], name => commands.Select(command => Elsewhere(name, command)).FirstOrDefault(why => why is not null));
    }

    private static bool Knows(Command command, ManifestEntry entry) =>
        Fit(command).SelectMany(ManifestArguments.NamesOf).Contains(entry.Key.Replace('-', '_'));

    private static IReadOnlyList<Option> Fit(Command command)
    {
        var batchable = (IBatchable)command;
        return [.. command.Options.Except([.. batchable.OfRun, .. batchable.Unfit])];
    }

    private static string? Elsewhere(string name, Command command)
    {
        return Has(command.Parents.OfType<Command>().SelectMany(root => root.Subcommands).OfType<IBatchable>().SelectMany(each => each.OfRun)) ? "holds for the whole batch: put it at the top"
            : Has(((IBatchable)command).Unfit) || Has(CommandTree.OptionsOf(command).Where(option => option.Recursive)) ? "has no meaning for an item of a batch"
            : null;

        bool Has(IEnumerable<Option> options) => options.SelectMany(ManifestArguments.NamesOf).Contains(name);
    }
}
