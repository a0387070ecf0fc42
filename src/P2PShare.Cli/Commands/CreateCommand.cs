using System.CommandLine;
using P2PShare.Cli.Batches;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Views;

namespace P2PShare.Cli.Commands;

/// <summary><c>create</c>: makes torrents of files and folders.</summary>
internal sealed class CreateCommand : Command, IHasExamples, IBatchable
{
    private readonly CreateOptions _content = new();
    private readonly Argument<string[]> _paths = TorrentArgument.Several("PATH", "A file or folder; each becomes a torrent of its own.");
    private readonly ListOptions _list = new();
    private readonly Option<string?> _output = OptionOf.Text("FILE|DIR|-", "Where to write it (default: NAME.torrent in the current folder).", "--output", "-o");
    private readonly Option<bool> _force = OptionOf.Flag("Replace a torrent that is already there.", "--force", "-f");
    private readonly Option<bool> _dryRun = OptionOf.Flag("Say what would be made, and write nothing.", "--dry-run");
    private readonly Option<bool> _seed = OptionOf.Flag("Stay and seed.", "--seed");
    private readonly Option<string[]> _allow = OptionOf.Choices("Give no warning of this kind; again for further kinds.", CreationRemarks.Kinds, "--allow");
    private readonly Option<bool> _magnet = OptionOf.Flag("Print only the magnet link.", "--magnet");

    public CreateCommand(CommandContext context, GlobalOptions globals)
        : base("create", "Make torrents of files and folders.")
    {
        Arguments.Add(_paths);
        Options.Add(_output);
        _content.AddTo(this);
        foreach (var option in (Option[])[_force, _dryRun, _seed, _magnet, _allow])
        {
            Options.Add(option);
        }

        _list.AddTo(this);
        SetAction(async (parsed, cancellationToken) => (int)await RunAsync(parsed, context, globals, cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "p2pshare create holiday/ -t udp://tracker.example.org:6969/announce",
        "p2pshare create film.mkv -l 4MiB --comment 'Our film' -o film.torrent",
        "p2pshare create holiday/ -e '*.tmp' -e drafts --dry-run",
    ];

    public IReadOnlyList<Option> OfRun => [];

    public IReadOnlyList<Option> Unfit => [_dryRun, _magnet];

    public async Task<IReadOnlyList<BatchTask>> PlanAsync(ParseResult parsed, BatchSetting setting, CancellationToken cancellationToken)
    {
        var request = await BindAsync(parsed, setting.Context, setting.Output, cancellationToken);
        if (request.ToStandardOutput)
        {
            throw new CommandException(UserError.Usage("a batch writes no torrent to standard output"));
        }

        var creation = new Creation(request, setting.Context, setting.Output);
        var seeding = TransferSettings.Default with { StateDirectory = setting.StateDirectory };
        return [.. request.Paths.Select(argument => new BatchTask(Name, argument, async intake =>
        {
            var result = await creation.EnsureAsync(argument, intake.Stop);
            intake.Report(result with { Action = Name });
            if (request.Seed)
            {
                var handle = await intake.AddAsync(new TransferRequest.Known(result.Item! with { Settings = seeding }) { Action = "seed" });
                await handle.Complete;
            }
        }))];
    }

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, GlobalOptions globals, CancellationToken cancellationToken)
    {
        var output = globals.OpenOutput(parsed, context);
        var request = await BindAsync(parsed, context, output, cancellationToken);
        var creation = new Creation(request, context, output);
        var exitCode = await Each.RunAsync(request.Paths, output, creation.CreateAsync, cancellationToken);
        if (!request.Seed || request.DryRun || creation.Created.Count == 0)
        {
            return exitCode;
        }

        var settings = TransferSettings.Default with { StateDirectory = globals.StateDirectoryOf(parsed, context) };
        using var logging = globals.OpenLogging(parsed, context);
        var seeding = await new TransferRun(context, output, settings, logging).RunAsync(
            [.. creation.Created.Select(item => new TransferRequest.Known(item))], [], cancellationToken);
        return exitCode == ExitCode.Done ? seeding : exitCode;
    }

    private async Task<CreateRequest> BindAsync(ParseResult parsed, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var request = new CreateRequest
        {
            Paths = await _list.CollectAsync(context, parsed, parsed.GetValue(_paths), "a PATH", cancellationToken),
            Output = parsed.GetValue(_output),
            Options = _content.Bind(parsed, context.Time),
            Force = parsed.GetValue(_force),
            DryRun = parsed.GetValue(_dryRun),
            LinkOnly = parsed.GetValue(_magnet),
            Seed = parsed.GetValue(_seed),
            Allowed = parsed.GetValue(_allow) ?? [],
        };
        Check(request, context, output);
        return request;
    }

    private static void Check(CreateRequest request, CommandContext context, CommandOutput output)
    {
        if (request.ToStandardOutput && (output.Style.Json || request.LinkOnly))
        {
            throw new CommandException(UserError.Usage("`--output -` fills standard output with the torrent; `--json` and `--magnet` would write there too"));
        }

        if (request.Paths.Count > 1 && request.Options.Name is not null)
        {
            throw new CommandException(UserError.Usage("`--name` is for one PATH only"));
        }

        if (request.Paths.Count > 1 && request.Output is { } path && !TorrentDestination.IsFolder(context, path))
        {
            throw new CommandException(UserError.Usage($"`--output {path}` is one file, but several torrents are made", "Name a folder that exists, or end it with `/`."));
        }
    }
}
