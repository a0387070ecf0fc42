using P2PShare.Cli.Inputs;
using P2PShare.Cli.Json;
using P2PShare.Cli.Transfers;
using P2PShare.Cli.Views;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Creation;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Commands;

/// <summary>Makes the torrents that <c>create</c> was asked for, one after another.</summary>
internal sealed class Creation(CreateRequest request, CommandContext context, CommandOutput output)
{
    private readonly TorrentCreator _creator = new(context.Services.Files());
    private readonly List<TransferItem> _created = [];

    /// <summary>What was made so far, with where its content is.</summary>
    public IReadOnlyList<TransferItem> Created => _created;

    /// <summary>Makes one torrent, writes it and says so.</summary>
    public async Task<object> CreateAsync(string argument, CancellationToken cancellationToken)
    {
        var path = Path.TrimEndingDirectorySeparator(context.FullPath(argument));
        if (!Path.Exists(path))
        {
            throw new CommandException(UserError.PathMissing(argument, NearName.Hint(context, argument)));
        }

        var name = request.Options.Name ?? Path.GetFileName(path);
        var destination = request.ToStandardOutput ? null : TorrentDestination.For(context, request.Output, name);
        if (request.DryRun)
        {
            return Plan(path, name, destination);
        }

        if (!request.Force && Path.Exists(destination))
        {
            throw new CommandException(UserError.OutputExists(destination));
        }

        return await MakeAsync(argument, path, destination, cancellationToken);
    }

    private async Task<CreatedDocument> MakeAsync(string argument, string path, string? destination, CancellationToken cancellationToken)
    {
        var start = context.Time.GetTimestamp();
        TorrentMetainfo metainfo;
        await using (var progress = new HashProgressView(context, output, $"hashing {Path.GetFileName(path)}"))
        {
            metainfo = await _creator.CreateAsync(path, request.Options, progress, cancellationToken);
        }

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

        _created.Add(new TransferItem(argument, metainfo, Path.GetDirectoryName(path) ?? path));
        CreationRemark[] remarks = [.. CreationRemarks.On(metainfo).Where(remark => !request.Allowed.Contains(remark.Kind))];
        var document = TorrentDocuments.Created(metainfo, destination, context.Time.GetElapsedTime(start), remarks);
        Print(metainfo, destination, document.Magnet!, remarks);
        return document;
    }

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
