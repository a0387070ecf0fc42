using System.CommandLine;
using System.Globalization;
using P2PShare.Cli.Batches;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Wording;

namespace P2PShare.Cli.Commands;

/// <summary><c>batch</c>: creates, gets and seeds what a manifest lists, in one process and one engine.</summary>
internal sealed class BatchCommand : Command, IHasExamples
{
    private const int DefaultJobs = 8;
    private const int MostNamed = 20;

    private readonly GetOptions _get = new();
    private readonly Argument<string> _manifest = new("MANIFEST") { Description = "A YAML or JSON file, or - for standard input." };
    private readonly Option<int?> _jobs = OptionOf.Number("N", 1, 1024, "How many items are made or got at a time (default: 8); those that are complete and seed do not count.", "--jobs");

    public BatchCommand(CommandContext context, GlobalOptions globals)
        : base("batch", "Create, get and seed what a manifest lists.")
    {
        Arguments.Add(_manifest);
        Options.Add(_jobs);
        foreach (var option in _get.OfRun)
        {
            Options.Add(option);
        }

        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
        ["p2pshare batch share.yaml", "p2pshare batch share.yaml --jobs 2 -u 2MiB --json", "generate-manifest | p2pshare batch -"];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var path = parsed.GetRequiredValue(_manifest);
        var errors = new ManifestErrors(path);
        var manifest = Manifest.Of(await ManifestFile.ReadAsync(context, path, cancellationToken), errors);
        var layers = new SettingsLayers(context, globals);
        parsed = WithOptionsOf(manifest, parsed, layers, globals, context, errors);
        var output = globals.OpenOutput(parsed, context);
        var stateDirectory = globals.StateDirectoryOf(parsed, context);
        var settings = _get.Bind(parsed, context, stateDirectory);
        var folder = path == "-" ? context.WorkingDirectory : Path.GetDirectoryName(context.FullPath(path))!;
        var setting = new BatchSetting(
            context with { WorkingDirectory = folder }, new CommandOutput(context, output.Style with { Quiet = true, Live = false }), stateDirectory);
        var root = parsed.RootCommandResult.Command;
        var tasks = await new BatchPlan(root, layers, TypedArguments.Of(globals.Typed!, root.Options), errors).TasksAsync(manifest, setting, cancellationToken);
        using var logging = globals.OpenLogging(parsed, context);
        return await DoAsync(tasks, parsed.GetValue(_jobs) ?? DefaultJobs, output, new TransferRun(context, output, settings, logging), cancellationToken);
    }

    private static async Task<ExitCode> DoAsync(IReadOnlyList<BatchTask> tasks, int jobs, CommandOutput output, TransferRun run, CancellationToken cancellationToken)
    {
        output.Say(string.Create(CultureInfo.InvariantCulture, $"{Words.Count(tasks.Count, "item")}, {Math.Min(jobs, tasks.Count)} at a time"));
        var failed = new List<string>();
        var code = await run.RunAsync(async intake =>
        {
            intake.WhenFailed = failed.Add;
            await new BatchRun(tasks, jobs, output).FeedAsync(intake);
        }, cancellationToken);
        if (failed.Count > 0)
        {
            var more = failed.Count > MostNamed ? string.Create(CultureInfo.InvariantCulture, $" and {failed.Count - MostNamed} more") : "";
            output.Say(string.Create(
                CultureInfo.InvariantCulture, $"{failed.Count} of {Words.Count(tasks.Count, "item")} failed: {string.Join(", ", failed.Take(MostNamed).Select(argument => $"`{argument}`"))}{more}"));
        }

        return code;
    }

    /// <summary>What was typed wins over the manifest, the manifest over environment and config file.</summary>
    private ParseResult WithOptionsOf(
        Manifest manifest, ParseResult parsed, SettingsLayers layers, GlobalOptions globals, CommandContext context, ManifestErrors errors)
    {
        var root = parsed.RootCommandResult.Command;
        var reader = new ManifestArguments(errors);
        _ = reader.Of(manifest.Run, [.. Options], name => BatchPlan.IsOfItems(root, name) ? "is an option of items: put it into `defaults`" : null);
        var typed = Options.Where(option => TypedArguments.Has(globals.Typed!, option)).SelectMany(ManifestArguments.NamesOf).ToHashSet(StringComparer.Ordinal);
        string[] arguments =
        [
            Name,
            .. TypedArguments.Of(globals.Typed!, [.. Options, .. root.Options]),
            .. reader.Of(manifest.Run.Where(entry => !typed.Contains(entry.Key.Replace('-', '_'))), [.. Options], static _ => null),
            "--",
            parsed.GetRequiredValue(_manifest),
        ];
        try
        {
            var complete = root.Parse(layers.Complete(arguments, root.Parse(arguments, App.Parsing)), App.Parsing);
            UsageErrors.ThrowIfAny(arguments, complete, layers, context);
            return complete;
        }
        catch (CommandException exception)
        {
            throw errors.At(line: null, exception.Error.Message);
        }
    }
}
