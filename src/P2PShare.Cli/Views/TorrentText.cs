using System.Globalization;
using P2PShare.Cli.Wording;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Views;

/// <summary>A torrent or a link as lines for people.</summary>
internal static class TorrentText
{
    private const int LabelWidth = 14;

    /// <summary>The few lines that tell which torrent it is.</summary>
    public static IEnumerable<string> Brief(TorrentMetainfo metainfo)
    {
        yield return Line("content", Content(metainfo));
        yield return Line("pieces", string.Create(CultureInfo.InvariantCulture, $"{metainfo.Geometry.PieceCount} of {Units.Size(metainfo.Geometry.PieceLength)}"));
        foreach (var line in Hashes(metainfo.InfoHashes))
        {
            yield return line;
        }

        yield return Line("magnet", MagnetLink.Of(metainfo).ToString());
    }

    /// <summary>Everything that is in it.</summary>
    public static IEnumerable<string> Full(TorrentMetainfo metainfo) =>
    [
        metainfo.Name,
        .. Brief(metainfo),
        Line("format", metainfo.Format.ToString().ToLowerInvariant()),
        .. Compatibility.RemarkOn(metainfo.Format) is { } remark ? [Line("", remark)] : (IEnumerable<string>)[],
        .. metainfo.IsPrivate ? [Line("private", "yes: peers come from its trackers alone")] : (IEnumerable<string>)[],
        .. metainfo.Trackers.SelectMany((tier, index) => tier.Select(url => Line(string.Create(CultureInfo.InvariantCulture, $"tracker {index + 1}"), url))),
        .. metainfo.WebSeeds.Concat(metainfo.HttpSeeds).Select(url => Line("web seed", url)),
        .. metainfo.Nodes.Select(node => Line("node", node)),
        .. Optional("source", metainfo.Source),
        .. Optional("comment", metainfo.Comment),
        .. Optional("created by", metainfo.CreatedBy),
        .. Optional("created", metainfo.CreationDate?.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        .. metainfo.Warnings.Select(warning => Line("warning", warning)),
        .. TorrentTree.Lines(metainfo),
    ];

    /// <summary>Its files with the numbers that <c>--select</c> takes.</summary>
    public static IEnumerable<string> Files(TorrentMetainfo metainfo)
    {
        var number = 0;
        foreach (var file in metainfo.Files.Where(file => !file.IsPadding))
        {
            number++;
            var target = file.SymlinkTarget is { } link ? $" -> {link}" : "";
            yield return string.Create(CultureInfo.InvariantCulture, $"  {number,6}  {Units.Size(file.Length),10}  {file.Path}{target}");
        }
    }

    /// <summary>A labelled line.</summary>
    public static string Line(string label, string value) => $"  {label.PadRight(LabelWidth)}{value}";

    private static string Content(TorrentMetainfo metainfo)
    {
        var count = metainfo.Files.Count(file => !file.IsPadding);
        return string.Create(CultureInfo.InvariantCulture, $"{Units.Size(metainfo.TotalLength)} in {Words.Count(count, "file")}");
    }

    private static IEnumerable<string> Hashes(InfoHashes hashes) =>
        [.. Optional("info-hash", hashes.V1?.ToString()), .. Optional("info-hash v2", hashes.V2?.ToString())];

    private static IEnumerable<string> Optional(string label, string? value) => value is null ? [] : [Line(label, value)];
}
