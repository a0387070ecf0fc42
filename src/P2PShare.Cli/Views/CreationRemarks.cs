using System.Globalization;
using P2PShare.Cli.Inputs;
using P2PShare.Cli.Wording;
using P2PShare.Engine.Creation;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Views;

/// <summary>Something that the maker of a torrent should know about it.</summary>
/// <param name="Kind">What <c>create --allow</c> silences it by.</param>
/// <param name="Message">A sentence.</param>
internal sealed record CreationRemark(string Kind, string Message);

/// <summary>Finds what the maker of a torrent should know about it.</summary>
internal static class CreationRemarks
{
    /// <summary>Another format than the one that every client takes.</summary>
    public const string Format = "format";

    /// <summary>No tracker.</summary>
    public const string NoTracker = "no-tracker";

    /// <summary>A tracker that cannot be reached by others as it is written.</summary>
    public const string Tracker = "tracker";

    /// <summary>Names that other systems cannot store.</summary>
    public const string Names = "names";

    /// <summary>A piece length that clients or the size make unwise.</summary>
    public const string PieceLength = "piece-length";

    /// <summary>A torrent of a torrent.</summary>
    public const string Torrent = "torrent";

    /// <summary>Whatever else a reader of the torrent finds odd.</summary>
    public const string Content = "content";

    private const int ShownNames = 3;
    private const int LongestThatAllTake = 16 * 1024 * 1024;
    private const int ManyPieces = 20_000;
    private const int FewPieces = 16;

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<string> Kinds { get; } = [Format, NoTracker, Tracker, Names, PieceLength, Torrent, Content];

    /// <summary>What there is to know of a torrent.</summary>
    public static IEnumerable<CreationRemark> On(TorrentMetainfo metainfo)
    {
        if (Compatibility.RemarkOn(metainfo.Format) is { } remark)
        {
            yield return new CreationRemark(Format, remark);
        }

        if (metainfo.Trackers.Count == 0)
        {
            yield return new CreationRemark(NoTracker, metainfo.IsPrivate
                ? "a private torrent without a tracker: nobody finds anybody; name one with `--tracker`"
                : "it names no tracker: friends find you through the DHT, on your own network, and by `p2pshare get --peer YOUR-ADDRESS:PORT`");
        }

        foreach (var url in metainfo.Trackers.SelectMany(tier => tier))
        {
            if (TrackerSense.Doubt(url) is { } doubt)
            {
                yield return new CreationRemark(Tracker, $"tracker `{url}`: {doubt}");
            }
        }

        foreach (var own in OnLength(metainfo).Concat(OnContent(metainfo)))
        {
            yield return own;
        }
    }

    private static IEnumerable<CreationRemark> OnLength(TorrentMetainfo metainfo)
    {
        var (length, count) = (metainfo.Geometry.PieceLength, metainfo.Geometry.PieceCount);
        var usual = TorrentCreator.ChoosePieceLength(metainfo.TotalLength);
        var problem = !int.IsPow2(length) ? "is no power of two, which some clients refuse"
            : length > LongestThatAllTake ? "is more than many clients take"
            : length < usual && count > ManyPieces ? string.Create(CultureInfo.InvariantCulture, $"makes {count} pieces, and so a large torrent")
            : length > usual && count < FewPieces && metainfo.TotalLength > LongestThatAllTake ? $"makes {Words.Count(count, "piece")} alone: who gets it has little to share until late"
            : null;
        if (problem is not null)
        {
            yield return new CreationRemark(PieceLength, $"the piece length {Units.Size(length)} {problem}; without `--piece-length` it would be {Units.Size(usual)}");
        }
    }

    private static IEnumerable<CreationRemark> OnContent(TorrentMetainfo metainfo)
    {
        if (metainfo.IsSingleFile && metainfo.Name.EndsWith(".torrent", StringComparison.OrdinalIgnoreCase))
        {
            yield return new CreationRemark(Torrent, $"`{metainfo.Name}` is a torrent itself: `p2pshare seed {metainfo.Name}` shares what it describes");
        }

        (string Theirs, string Ours)[] renamed =
        [
            .. metainfo.OriginalName is { } name ? [(metainfo.Name, name)] : Array.Empty<(string, string)>(),
            .. metainfo.Files.Where(file => file.OriginalPath is not null && !metainfo.IsSingleFile).Select(file => (file.Path, file.OriginalPath!)),
        ];
        if (renamed.Length > 0)
        {
            var examples = string.Join(", ", renamed.Take(ShownNames).Select(pair => $"`{pair.Ours}` is `{pair.Theirs}`"));
            yield return new CreationRemark(
                Names, $"{Words.Count(renamed.Length, "name")} cannot be stored on every system; for those who get it {examples}{(renamed.Length > ShownNames ? ", …" : "")}");
        }

        foreach (var warning in metainfo.Warnings.Where(warning => !renamed.Any(pair => warning.EndsWith($"`{pair.Theirs}`.", StringComparison.Ordinal))))
        {
            yield return new CreationRemark(Content, warning);
        }
    }
}
