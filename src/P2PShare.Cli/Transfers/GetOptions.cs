using System.CommandLine;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Settings;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Transfers;

/// <summary>The options that say how torrents are got: those of every command that gets any.</summary>
internal sealed class GetOptions
{
    private readonly TransferOptions _transfer = new();
    private readonly Option<string?> _output = OptionOf.Text("DIR", "The folder for the content (default: the current one).", "--output", "-o");
    private readonly Option<string[]> _select = OptionOf.Texts("PATTERN|N,N-N", "Get only these files, by glob or by the numbers that --list prints.", "--select");
    private readonly Option<string[]> _priority = OptionOf.Texts("FILES=PRIORITY", "Get files, chosen as by --select, before the others with =high or after them with =low; the last one that names a file counts.", "--priority");
    private readonly Option<string[]> _rename = OptionOf.Texts("OLD=NEW", "Call the torrent's file or folder, or a path inside, otherwise here; remembered.", "--rename");
    private readonly Option<bool> _sequential = OptionOf.Flag("Get pieces in their order.", "--sequential");
    private readonly Option<long?> _maxDownload = OptionOf.Rate("Download no faster, all torrents together.", "--max-download", "-d");
    private readonly Option<bool> _noSeed = OptionOf.Flag("Leave when done.", "--no-seed");
    private readonly Option<TimeSpan?> _timeout = OptionOf.Duration("Give up when it is not complete after this long.", "--timeout");
    private readonly Option<TimeSpan?> _stallTimeout = OptionOf.Duration("Give up when nothing came for this long.", "--stall-timeout");
    private readonly HookOptions _hooks = new();

    /// <summary>Those that hold for all torrents of a run.</summary>
    public IReadOnlyList<Option> OfRun => [_maxDownload, .. _hooks.All, .. _transfer.OfRun];

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_output, _select, _priority, _rename, _sequential, _maxDownload, _noSeed, _timeout, _stallTimeout])
        {
            command.Options.Add(option);
        }

        _hooks.AddTo(command);
        _transfer.AddTo(command);
    }

    /// <summary>Their values.</summary>
    /// <exception cref="CommandException">One of them makes no sense.</exception>
    public TransferSettings Bind(ParseResult parsed, CommandContext context, string stateDirectory)
    {
        var settings = _hooks.Bind(parsed, context, _transfer.Bind(parsed, stateDirectory));
        return settings with
        {
            Sequential = parsed.GetValue(_sequential),
            MaxDownloadRate = parsed.GetValue(_maxDownload) ?? 0,
            Stop = settings.Stop with
            {
                WhenComplete = parsed.GetValue(_noSeed),
                Timeout = parsed.GetValue(_timeout),
                StallTimeout = parsed.GetValue(_stallTimeout),
            },
        };
    }

    /// <summary>What is to be got.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="context">The world.</param>
    /// <param name="input">What names it.</param>
    /// <param name="stateDirectory">Where renamings are remembered. Absolute.</param>
    /// <param name="own">How it is got, where not as the others; null where it is.</param>
    /// <exception cref="CommandException">Nothing of it is wanted, or it cannot be got to where it is wanted.</exception>
    public TransferRequest ToRequest(ParseResult parsed, CommandContext context, TorrentInput input, string stateDirectory, TransferSettings? own = null)
    {
        var directory = context.FullPath(parsed.GetValue(_output) ?? ".");
        if (File.Exists(directory))
        {
            throw new CommandException(UserError.OutputIsFile(directory));
        }

        var selections = parsed.GetValue(_select) ?? [];
        var priorities = parsed.GetValue(_priority) ?? [];
        var renamings = parsed.GetValue(_rename) ?? [];
        var names = new ContentNaming(context, stateDirectory);
        return input switch
        {
            TorrentInput.File file => new TransferRequest.Known(ItemOf(file.Metainfo, FileSelection.Of(file.Metainfo, selections))),
            TorrentInput.Link { Magnet: var magnet } => new TransferRequest.Link(input.Argument, magnet, metainfo =>
                ItemOf(metainfo, selections.Length > 0 ? FileSelection.Of(metainfo, selections) : FileSelection.Of(metainfo, magnet)), own),
            _ => throw new InvalidOperationException("There are two kinds of input."),
        };

        TransferItem ItemOf(TorrentMetainfo metainfo, IReadOnlySet<int>? files) => new(input.Argument, names.In(directory, metainfo, renamings), directory)
        {
            SelectedFiles = files,
            Priorities = FileSelection.Priorities(metainfo, priorities),
            Settings = own,
        };
    }
}
