using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Views;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Creation;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Commands;

/// <summary>Makes the torrents that <c>create</c> was asked for. Several may be made at once.</summary>
internal sealed class Creation(CreateRequest request, CommandContext context, CommandOutput output)
{
    private readonly TorrentCreator _creator = new(context.Services.Files());
    private readonly List<TransferItem> _created = [];

    /// <summary>What <see cref="CreateAsync"/> made so far that is to be seeded, with where its content is.</summary>
    public IReadOnlyList<TransferItem> Created => _created;

    /// <summary>Makes one torrent, writes it and says so.</summary>
    public async Task<object> CreateAsync(string argument, CancellationToken cancellationToken)
    {
        var (path, destination) = Locate(argument);
        if (request.DryRun)
        {
            return Plan(path, request.Options.Name ?? Path.GetFileName(path), destination);
        }

        if (!request.Force && Path.Exists(destination))
        {
            throw new CommandException(UserError.OutputExists(destination));
        }

        var start = context.Time.GetTimestamp();
        var metainfo = await HashAsync(path, cancellationToken);
        await WriteAsync(metainfo, destination, cancellationToken);
        if (request.Seed)
        {
            _created.Add(ItemOf(argument, path, metainfo));
        }

        CreationRemark[] remarks = [.. CreationRemarks.On(metainfo).Where(remark => !request.Allowed.Contains(remark.Kind))];
        var document = TorrentDocuments.Created(metainfo, destination, context.Time.GetElapsedTime(start), remarks);
        Print(metainfo, destination, document.Magnet!, remarks);
        return document;
    }

    /// <summary>Sees to it that one torrent is there: one that is already there and is what would be made is left as it is.</summary>
    /// <exception cref="CommandException">Something else is there, or it cannot be made.</exception>
    public async Task<TransferResult> EnsureAsync(string argument, CancellationToken cancellationToken)
    {
        var start = context.Time.GetTimestamp();
        var (path, destination) = Locate(argument);
        var earlier = request.Force || !Path.Exists(destination) ? null : await ReadAsync(destination, cancellationToken);
        var isThere = earlier is not null && await Task.Run(() => _creator.IsUpToDate(path, request.Options, earlier, MadeAt(earlier, destination!)), cancellationToken);
        var metainfo = isThere ? earlier! : await HashAsync(path, cancellationToken);
        if (earlier is null)
        {
            await WriteAsync(metainfo, destination, cancellationToken);
        }
        else if (!TorrentCreator.IsSame(earlier, metainfo))
        {
            throw new CommandException(UserError.OtherOutputExists(destination!));
        }

        return new TransferResult(argument, ItemOf(argument, path, metainfo), earlier is null ? "created" : "unchanged", Error: null, Snapshot: null)
        {
            Path = destination,
            Elapsed = context.Time.GetElapsedTime(start),
        };
    }

    /// <summary>The content and the torrent, absolute; no torrent where it goes to standard output.</summary>
    private (string Path, string? Destination) Locate(string argument)
    {
        var path = Path.TrimEndingDirectorySeparator(context.FullPath(argument));
        return Path.Exists(path)
            ? (path, request.ToStandardOutput ? null : TorrentDestination.For(context, request.Output, request.Options.Name ?? Path.GetFileName(path)))
            : throw new CommandException(UserError.PathMissing(argument, NearName.Hint(context, argument)));
    }

    private async Task<TorrentMetainfo> ReadAsync(string destination, CancellationToken cancellationToken)
    {
        try
        {
            return (await new TorrentLoader(context).LoadFileAsync(destination, cancellationToken)).Metainfo;
        }
        catch (CommandException exception)
        {
            throw new CommandException(UserError.OtherOutputExists(destination), exception);
        }
    }

    /// <summary>When its content was looked at, at the latest: by its own word, as hashing may have taken hours after that.</summary>
    private static DateTime MadeAt(TorrentMetainfo torrent, string path)
    {
        var written = File.GetLastWriteTimeUtc(path);
        return torrent.CreationDate is { } date && date.UtcDateTime < written ? date.UtcDateTime : written;
    }

    private async Task<TorrentMetainfo> HashAsync(string path, CancellationToken cancellationToken)
    {
        await using var progress = new HashProgressView(context, output, $"hashing {Path.GetFileName(path)}");
        return await _creator.CreateAsync(path, request.Options, progress, cancellationToken);
    }

    private async Task WriteAsync(TorrentMetainfo metainfo, string? destination, CancellationToken cancellationToken)
    {
        var bytes = MetainfoWriter.ToBytes(metainfo);
        if (destination is null)
        {
            await context.OutputBytes.WriteAsync(bytes, cancellationToken);
            await context.OutputBytes.FlushAsync(cancellationToken);
        }
        else
        {
            AtomicFile.Write(destination, bytes, request.Force);
        }
    }

    private static TransferItem ItemOf(string argument, string path, TorrentMetainfo metainfo) => new(argument, metainfo, Path.GetDirectoryName(path) ?? path);

    private void Print(TorrentMetainfo metainfo, string? destination, string magnet, CreationRemark[] remarks)
    {
        if (request.LinkOnly)
        {
            output.Data(magnet);
        }
        else if (destination is null)
        {
            output.Say($"made the torrent of {metainfo.Name}: {magnet}");
        }
        else
        {
            output.DataLines([destination, .. TorrentText.Brief(metainfo)]);
        }

        foreach (var remark in remarks)
        {
            output.Warn($"{remark.Message} (`--allow {remark.Kind}` silences this)");
        }
    }

    private PlannedDocument Plan(string path, string name, string? destination)
    {
        var files = _creator.List(path, request.Options);
        var total = files.Sum(file => file.Length);
        var pieceLength = TorrentCreator.PieceLengthFor(request.Options, [.. files.Select(file => file.Length)]);
        output.DataLines(
        [
            $"would write {destination ?? "the torrent to standard output"}",
            TorrentText.Line("content", $"{Units.Size(total)} in {Words.Count(files.Count, "file")}"),
            TorrentText.Line("piece length", Units.Size(pieceLength)),
            .. files.Select(file => $"  {Units.Size(file.Length),10}  {file.Path}"),
        ]);
        return new PlannedDocument
        {
            Name = name,
            Torrent = destination ?? "-",
            Format = request.Options.Format.ToString().ToLowerInvariant(),
            TotalLength = total,
            FileCount = files.Count,
            PieceLength = pieceLength,
            PieceCount = PieceCount(files, total, pieceLength),
            Private = request.Options.IsPrivate,
            Trackers = request.Options.Trackers,
            Files = [.. files.Select(file => new FileDocument(file.Path, file.Length))],
        };
    }

    // In v1 files follow one another; otherwise each begins with a piece of its own.
    private int PieceCount(IReadOnlyList<(string Path, long Length)> files, long total, int pieceLength) => checked((int)(request.Options.Format == TorrentFormat.V1
        ? (total + pieceLength - 1) / pieceLength
        : files.Sum(file => (file.Length + pieceLength - 1) / pieceLength)));
}
