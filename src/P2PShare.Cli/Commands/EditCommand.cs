using System.CommandLine;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Views;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Commands;

/// <summary><c>edit</c>: changes what is outside a torrent's info dictionary; its info-hash stays.</summary>
internal sealed class EditCommand : Command, IHasExamples
{
    private readonly EditOptions _changes = new();
    private readonly Argument<string> _torrent = TorrentArgument.OneWhole();
    private readonly Option<string?> _output = OptionOf.Text("FILE|DIR|-", "Where to write it (default: in place of the old one).", "--output", "-o");
    private readonly Option<bool> _force = OptionOf.Flag("Replace a torrent that is already at --output.", "--force", "-f");

    public EditCommand(CommandContext context, GlobalOptions globals)
        : base("edit", "Change trackers, web seeds, nodes, comment and dates of a torrent; its info-hash stays.")
    {
        Arguments.Add(_torrent);
        _changes.AddTo(this);
        Options.Add(_output);
        Options.Add(_force);
        SetAction(async (parsed, cancellationToken) =>
            (int)await RunAsync(parsed, context, globals.OpenOutput(parsed, context), cancellationToken));
    }

    public IReadOnlyList<string> Examples { get; } =
    [
        "p2pshare edit holiday.torrent --add-tracker udp://tracker.example.org:6969/announce",
        "p2pshare edit holiday.torrent --no-trackers --comment '' --no-date -o clean.torrent",
    ];

    private async Task<ExitCode> RunAsync(ParseResult parsed, CommandContext context, CommandOutput output, CancellationToken cancellationToken)
    {
        var start = context.Time.GetTimestamp();
        var old = await new TorrentLoader(context).LoadFileAsync(parsed.GetRequiredValue(_torrent), cancellationToken);
        var bytes = MetainfoEditor.Apply(old.Bytes, _changes.Bind(parsed, old.Metainfo));
        var metainfo = MetainfoReader.Read(bytes);
        var path = Destination(parsed.GetValue(_output), old, context, output);
        if (path is null)
        {
            await context.OutputBytes.WriteAsync(bytes, cancellationToken);
            return ExitCode.Done;
        }

        AtomicFile.Write(path, bytes, replace: path == old.Path || parsed.GetValue(_force));
        output.DataLines([path, .. TorrentText.Full(metainfo).Skip(1)]);
        output.Document(TorrentDocuments.Written(metainfo, path, context.Time.GetElapsedTime(start)));
        return ExitCode.Done;
    }

    /// <summary>The file to write, absolute; null for standard output.</summary>
    private static string? Destination(string? asked, TorrentInput.File old, CommandContext context, CommandOutput output)
    {
        if (asked is null && old.Path is not null)
        {
            return old.Path;
        }

        if (asked is not null and not "-")
        {
            return TorrentDestination.For(context, asked, old.Metainfo.Name);
        }

        return output.Style.Json
            ? throw new CommandException(UserError.Usage("the torrent goes to standard output, where `--json` would write too", "Name a file with `--output`."))
            : null;
    }
}
