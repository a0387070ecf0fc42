using System.CommandLine;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Settings;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Creation;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Cli.Commands;

/// <summary>The options of <c>create</c> that decide what goes into the torrent.</summary>
internal sealed class CreateOptions
{
    private readonly Option<string[]> _trackers = OptionOf.Texts("URL", "A tracker; again for a further tier, commas within one tier.", "--tracker", "-t", "--announce");
    private readonly Option<string[]> _webSeeds = OptionOf.Texts("URL", "A web server that has the content.", "--web-seed", "-w");
    private readonly Option<string[]> _nodes = OptionOf.Texts("HOST:PORT", "A DHT node to begin with.", "--node");
    private readonly Option<string?> _name = OptionOf.Text("NAME", "Name of the torrent (default: the file's or folder's).", "--name", "-n");
    private readonly Option<string?> _comment = OptionOf.Text("TEXT", "Free text.", "--comment", "-c");
    private readonly Option<bool> _private = OptionOf.Flag("Peers come from the torrent's trackers alone.", "--private", "-p");
    private readonly Option<string?> _source = OptionOf.Text("TEXT", "Free text that makes another info-hash of the same content.", "--source", "-s");
    private readonly Option<string?> _pieceLength = OptionOf.Text("SIZE|auto", "Length of a piece (default: auto, by the size of the content).", "--piece-length", "-l");
    private readonly Option<string> _format = OptionOf.Choice("Which hashes: v1 suits every client.", ["v1", "hybrid", "v2"], "--format");
    private readonly Option<string[]> _exclude = OptionOf.Texts("GLOB", "Leave out what matches.", "--exclude", "-e");
    private readonly Option<string[]> _include = OptionOf.Texts("GLOB", "Take only what matches.", "--include");
    private readonly Option<bool> _hidden = OptionOf.Flag("Take hidden and junk files too.", "--hidden");
    private readonly Option<bool> _followSymlinks = OptionOf.Flag("Take what symbolic links point to.", "--follow-symlinks");
    private readonly Option<bool> _noDate = OptionOf.Flag("Leave out the date of creation.", "--no-date");
    private readonly Option<bool> _noCreatedBy = OptionOf.Flag("Leave out the name of this program.", "--no-created-by");
    private readonly Option<int?> _threads = OptionOf.Number("N", 1, 1024, "Hash workers (default: one a core).", "--threads");

    /// <summary>Adds them to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[
            _trackers, _webSeeds, _nodes, _name, _comment, _private, _source, _pieceLength, _format,
            _exclude, _include, _hidden, _followSymlinks, _noDate, _noCreatedBy, _threads])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>Their values.</summary>
    /// <exception cref="CommandException">One of them makes no sense.</exception>
    public CreationOptions Bind(ParseResult parsed, TimeProvider time)
    {
        var format = parsed.GetValue(_format) switch
        {
            "hybrid" => TorrentFormat.Hybrid,
            "v2" => TorrentFormat.V2,
            _ => TorrentFormat.V1,
        };
        return new CreationOptions
        {
            Trackers = TrackerTiers.Parse(parsed.GetValue(_trackers) ?? []),
            WebSeeds = [.. (parsed.GetValue(_webSeeds) ?? []).Select(WebSeedUrl.Check)],
            Nodes = [.. (parsed.GetValue(_nodes) ?? []).Select(node => HostPort.Parse(node).ToString())],
            Name = CheckName(parsed.GetValue(_name)),
            Comment = parsed.GetValue(_comment),
            IsPrivate = parsed.GetValue(_private),
            Source = parsed.GetValue(_source),
            Format = format,
            PieceLength = PieceLength(parsed.GetValue(_pieceLength), format),
            Exclude = parsed.GetValue(_exclude) ?? [],
            Include = parsed.GetValue(_include) ?? [],
            IncludeHidden = parsed.GetValue(_hidden),
            FollowSymlinks = parsed.GetValue(_followSymlinks),
            Threads = parsed.GetValue(_threads),
            CreatedBy = parsed.GetValue(_noCreatedBy) ? null : Product.Agent,
            CreationDate = parsed.GetValue(_noDate) ? null : time.GetUtcNow(),
        };
    }

    private static string? CheckName(string? name) =>
        name is null or { Length: > 0 } && name is not ("." or "..") && name?.AsSpan().ContainsAny('/', '\\', '\0') != true
            ? name
            : throw new CommandException(UserError.Usage($"`{name}` is no name for a torrent", "It becomes the name of the file or folder that friends get."));

    private static int? PieceLength(string? text, TorrentFormat format)
    {
        if (text is null or "auto")
        {
            return null;
        }

        var isPossible = Units.TryParseSize(text, out var length)
            && length is >= PieceGeometry.BlockLength and <= PieceGeometry.MaxPieceLength
            && (format == TorrentFormat.V1 ? length % PieceGeometry.BlockLength == 0 : long.IsPow2(length));
        return isPossible
            ? (int)length
            : throw new CommandException(UserError.Usage(
                $"`{text}` is no piece length",
                $"It is {(format == TorrentFormat.V1 ? "a multiple of 16KiB" : "a power of two")}, from {Units.Size(PieceGeometry.BlockLength)} to {Units.Size(PieceGeometry.MaxPieceLength)}, or `auto`."));
    }
}
