using P2PShare.Cli.Views;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Json;

/// <summary>Makes documents of torrents and links.</summary>
internal static class TorrentDocuments
{
    /// <summary>What <c>create</c> prints.</summary>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="path">Where it was written; null for standard output.</param>
    /// <param name="elapsed">How long it took.</param>
    /// <param name="remarks">What its maker should know.</param>
    public static CreatedDocument Created(TorrentMetainfo metainfo, string? path, TimeSpan elapsed, IReadOnlyList<CreationRemark> remarks) =>
        Fill(new CreatedDocument(), metainfo) with
        {
            Torrent = path ?? "-",
            Elapsed = Seconds(elapsed),
            Warnings = remarks.Count == 0 ? null : [.. remarks.Select(remark => new RemarkDocument(remark.Kind, remark.Message))],
        };

    /// <summary>What <c>edit</c> prints.</summary>
    /// <param name="metainfo">The torrent.</param>
    /// <param name="path">Where it was written; null for standard output.</param>
    /// <param name="elapsed">How long it took.</param>
    public static TorrentDocument Written(TorrentMetainfo metainfo, string? path, TimeSpan elapsed) =>
        Fill(new TorrentDocument(), metainfo) with { Torrent = path ?? "-", Elapsed = Seconds(elapsed) };

    /// <summary>What <c>show</c> prints.</summary>
    public static ShownDocument Shown(TorrentMetainfo metainfo) => Fill(new ShownDocument(), metainfo) with
    {
        Files = [.. metainfo.Files.Where(file => !file.IsPadding).Select(Of)],
        WebSeeds = [.. metainfo.WebSeeds, .. metainfo.HttpSeeds],
        Nodes = metainfo.Nodes,
        Comment = metainfo.Comment,
        CreatedBy = metainfo.CreatedBy,
        CreationDate = metainfo.CreationDate?.UtcDateTime,
        Source = metainfo.Source,
        Warnings = metainfo.Warnings,
    };

    /// <summary>What <c>magnet</c> prints.</summary>
    public static LinkDocument Link(MagnetLink magnet) =>
        new(magnet.DisplayName, magnet.ToString(), magnet.InfoHashes.V1?.ToString(), magnet.InfoHashes.V2?.ToString());

    /// <summary>A duration as JSON has it: seconds, to the millisecond.</summary>
    public static double Seconds(TimeSpan duration) => Math.Round(duration.TotalSeconds, 3);

    /// <summary>A time as JSON has it: UTC, to the millisecond.</summary>
    public static DateTime Moment(DateTimeOffset time) => new(time.UtcTicks - (time.UtcTicks % TimeSpan.TicksPerMillisecond), DateTimeKind.Utc);

    // Names as the torrent spells them: escapes in JSON harm no terminal.
    private static T Fill<T>(T document, TorrentMetainfo metainfo)
        where T : TorrentDocument => (T)(document with
        {
            Name = metainfo.OriginalName ?? metainfo.Name,
            Format = metainfo.Format.ToString().ToLowerInvariant(),
            InfoHash = metainfo.InfoHashes.V1?.ToString(),
            InfoHashV2 = metainfo.InfoHashes.V2?.ToString(),
            Magnet = MagnetLink.Of(metainfo).ToString(),
            TotalLength = metainfo.TotalLength,
            FileCount = metainfo.Files.Count(file => !file.IsPadding),
            PieceLength = metainfo.Geometry.PieceLength,
            PieceCount = metainfo.Geometry.PieceCount,
            Private = metainfo.IsPrivate,
            Trackers = metainfo.Trackers,
        });

    private static FileDocument Of(TorrentFile file) => new(file.OriginalPath ?? file.Path, file.Length)
    {
        PiecesRoot = file.PiecesRoot?.ToString(),
        Executable = file.IsExecutable ? true : null,
        Symlink = file.SymlinkTarget,
    };
}
