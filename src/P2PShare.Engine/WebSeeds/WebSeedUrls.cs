using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.WebSeeds;

/// <summary>Where a web seed has each file of a torrent. BEP 19.</summary>
internal static class WebSeedUrls
{
    /// <summary>The URL of a file: a seed of a folder has it below its own URL, and so has a seed of a single file whose URL ends in a slash.</summary>
    public static Uri Of(string seed, TorrentMetainfo metainfo, TorrentFile file)
    {
        if (metainfo.IsSingleFile && !seed.EndsWith('/'))
        {
            return new Uri(seed);
        }

        // As the torrent spells it: the web server has the names of whoever made it.
        var name = metainfo.OriginalName ?? metainfo.Name;
        var path = metainfo.IsSingleFile ? name : $"{name}/{file.OriginalPath ?? file.Path}";
        return new Uri($"{seed.TrimEnd('/')}/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}");
    }
}
