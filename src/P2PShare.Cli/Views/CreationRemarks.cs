using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Views;

/// <summary>What the maker of a torrent should know about it.</summary>
internal static class CreationRemarks
{
    /// <summary>A sentence for each thing.</summary>
    public static IEnumerable<string> On(TorrentMetainfo metainfo)
    {
        if (Compatibility.RemarkOn(metainfo.Format) is { } remark)
        {
            yield return remark;
        }

        if (metainfo.Trackers.Count == 0)
        {
            yield return metainfo.IsPrivate
                ? "a private torrent without a tracker: nobody finds anybody; name one with `--tracker`"
                : "it names no tracker: friends find you through the DHT, on your own network, and by `p2pshare get --peer YOUR-ADDRESS:PORT`";
        }

        foreach (var warning in metainfo.Warnings)
        {
            yield return warning;
        }
    }
}
