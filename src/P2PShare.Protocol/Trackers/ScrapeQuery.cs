using System.Text;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.Trackers;

/// <summary>A scrape as the query of a URL. BEP 48.</summary>
public static class ScrapeQuery
{
    private const string AnnouncePart = "announce";
    private const string ScrapePart = "scrape";

    /// <summary>The scrape path that belongs to an announce path: <c>announce</c> at the beginning of its last part becomes <c>scrape</c>. False where there is none.</summary>
    public static bool TryGetPath(string announcePath, out string scrapePath)
    {
        ArgumentNullException.ThrowIfNull(announcePath);
        var last = announcePath.LastIndexOf('/') + 1;
        var found = announcePath.AsSpan(last).StartsWith(AnnouncePart);
        scrapePath = found ? string.Concat(announcePath.AsSpan(0, last), ScrapePart, announcePath.AsSpan(last + AnnouncePart.Length)) : "";
        return found;
    }

    /// <summary>The query, without a question mark.</summary>
    public static string Write(IReadOnlyList<Sha1Hash> infoHashes)
    {
        ArgumentNullException.ThrowIfNull(infoHashes);
        Span<byte> hash = stackalloc byte[Sha1Hash.Size];
        var query = new StringBuilder();
        foreach (var infoHash in infoHashes)
        {
            infoHash.CopyTo(hash);
            PercentEncoding.Append(query.Append(query.Length == 0 ? "info_hash=" : "&info_hash="), hash);
        }

        return query.ToString();
    }

    /// <summary>The torrents that a raw query names, each once, at most <see cref="TrackerLimits.MaxScrape"/>; what is no info-hash is passed over.</summary>
    public static IReadOnlyList<Sha1Hash> Read(ReadOnlySpan<char> query)
    {
        var infoHashes = new List<Sha1Hash>();
        Span<byte> hash = stackalloc byte[Sha1Hash.Size];
        var parameters = new QueryParameters(query.Length > TrackerLimits.MaxQuery ? default : query);
        while (infoHashes.Count < TrackerLimits.MaxScrape && parameters.MoveNext())
        {
            if (parameters.Name is "info_hash"
                && PercentEncoding.TryDecode(parameters.Value, hash, out var length) && length == hash.Length
                && new Sha1Hash(hash) is var infoHash && !infoHashes.Contains(infoHash))
            {
                infoHashes.Add(infoHash);
            }
        }

        return infoHashes;
    }
}
