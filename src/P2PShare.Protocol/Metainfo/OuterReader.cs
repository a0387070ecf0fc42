using System.Text;
using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>
/// Reads what lies outside the info dictionary and is vouched for by nobody: trackers, web seeds, nodes, texts. Whatever of it is odd is left out
/// with a warning; the torrent is still good.
/// </summary>
internal sealed class OuterReader(BencodeValue torrent, WarningList warnings)
{
    /// <summary>Most trackers, web seeds or nodes that are kept, of each.</summary>
    public const int MaxAddresses = 1000;

    /// <summary>The torrent with what lies outside.</summary>
    public TorrentMetainfo AddTo(TorrentMetainfo metainfo) => metainfo with
    {
        Trackers = ReadTrackers(),
        WebSeeds = ReadWebSeeds("url-list"u8),
        HttpSeeds = ReadWebSeeds("httpseeds"u8),
        Nodes = ReadNodes(),
        Comment = MetainfoText.Read(torrent, "comment.utf-8"u8, warnings) ?? MetainfoText.Read(torrent, "comment"u8, warnings),
        CreatedBy = MetainfoText.Read(torrent, "created by.utf-8"u8, warnings) ?? MetainfoText.Read(torrent, "created by"u8, warnings),
        CreationDate = ReadCreationDate(),
    };

    private List<IReadOnlyList<string>> ReadTrackers()
    {
        var seen = new AddressSet("tracker", MaxAddresses, warnings);
        var tiers = new List<IReadOnlyList<string>>();
        if (torrent.TryGet("announce-list"u8, BencodeKind.List, out var list))
        {
            foreach (var item in list.Items)
            {
                // Some programs write a plain list, and mean a tier for each.
                var tier = item.Kind == BencodeKind.String ? TakeTracker(item, seen) : TakeTier(item, seen);
                if (tier.Count > 0)
                {
                    tiers.Add(tier);
                }
            }
        }

        // BEP 12: with a list, `announce` is not looked at.
        if (tiers.Count == 0 && torrent.TryGet("announce"u8, out var announce) && TakeTracker(announce, seen) is { Count: > 0 } only)
        {
            tiers.Add(only);
        }

        return tiers;
    }

    private static List<string> TakeTier(BencodeValue tier, AddressSet seen)
    {
        var urls = new List<string>();
        foreach (var item in tier.Items)
        {
            urls.AddRange(TakeTracker(item, seen));
        }

        return urls;
    }

    private static List<string> TakeTracker(BencodeValue value, AddressSet seen)
    {
        var url = value.TryGetString(out ReadOnlySpan<byte> text) && text.Length <= WebAddress.MaxLength ? Encoding.UTF8.GetString(text).Trim() : "";
        return seen.TryAdd(url, WebAddress.IsTracker(url)) ? [url] : [];
    }

    private IReadOnlyList<string> ReadWebSeeds(ReadOnlySpan<byte> key)
    {
        if (!torrent.TryGet(key, out var value))
        {
            return [];
        }

        var urls = new List<string>();
        var seen = new AddressSet("web seed", MaxAddresses, warnings);
        if (value.Kind == BencodeKind.String)
        {
            TakeWebSeed(value, seen, urls);
        }

        foreach (var item in value.Items)
        {
            TakeWebSeed(item, seen, urls);
        }

        return urls;
    }

    private static void TakeWebSeed(BencodeValue value, AddressSet seen, List<string> urls)
    {
        value.TryGetString(out ReadOnlySpan<byte> text);
        if (value.Kind == BencodeKind.String && text.IsEmpty)
        {
            return; // Some programs write an empty one for none.
        }

        var url = text.Length <= WebAddress.MaxLength ? WebAddress.Escape(text) : "";
        if (seen.TryAdd(url, WebAddress.IsWebSeed(url)))
        {
            urls.Add(url);
        }
    }

    private IReadOnlyList<string> ReadNodes()
    {
        if (!torrent.TryGet("nodes"u8, out var list))
        {
            return [];
        }

        var nodes = new List<string>();
        var seen = new AddressSet("DHT node", MaxAddresses, warnings);
        foreach (var item in list.Items)
        {
            var node = ReadNode(item);
            if (seen.TryAdd(node, node.Length > 0))
            {
                nodes.Add(node);
            }
        }

        return nodes;
    }

    private static string ReadNode(BencodeValue node)
    {
        var parts = node.Items;
        if (!parts.MoveNext() || !parts.Current.TryGetString(out ReadOnlySpan<byte> bytes) || !parts.MoveNext() || !parts.Current.TryGetInteger(out var port))
        {
            return "";
        }

        var host = bytes.Length <= WebAddress.MaxLength ? Encoding.UTF8.GetString(bytes) : "";
        if (!WebAddress.IsHost(host) || port is < 1 or > 65535)
        {
            return "";
        }

        return host.Contains(':') ? $"[{host}]:{port}" : $"{host}:{port}";
    }

    private DateTimeOffset? ReadCreationDate()
    {
        if (!torrent.TryGet("creation date"u8, out var value))
        {
            return null;
        }

        if (value.TryGetInteger(out var seconds) && seconds >= 0 && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds())
        {
            return DateTimeOffset.FromUnixTimeSeconds(seconds);
        }

        warnings.Add("`creation date` is no time that can be, and is ignored.");
        return null;
    }
}
