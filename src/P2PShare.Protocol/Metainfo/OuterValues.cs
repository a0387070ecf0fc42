using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Writes what lies outside the info dictionary, key and value; nothing at all for what is empty.</summary>
internal static class OuterValues
{
    /// <summary><c>announce</c>, and <c>announce-list</c> where there is more than one. BEP 12.</summary>
    public static void WriteTrackers(BencodeWriter writer, IReadOnlyList<IReadOnlyList<string>> tiers)
    {
        if (tiers.SelectMany(tier => tier).FirstOrDefault() is not { } first)
        {
            return;
        }

        writer.Write("announce"u8, first);
        if (tiers.Sum(tier => tier.Count) == 1)
        {
            return;
        }

        writer.WriteKey("announce-list"u8);
        writer.BeginList();
        foreach (var tier in tiers.Where(tier => tier.Count > 0))
        {
            WriteList(writer, tier);
        }

        writer.End();
    }

    /// <summary>A text for people.</summary>
    public static void WriteText(BencodeWriter writer, ReadOnlySpan<byte> key, string? text)
    {
        if (!string.IsNullOrEmpty(text))
        {
            writer.Write(key, text);
        }
    }

    /// <summary><c>creation date</c>, in seconds since 1970.</summary>
    public static void WriteDate(BencodeWriter writer, DateTimeOffset? date)
    {
        if (date is { } known)
        {
            writer.Write("creation date"u8, known.ToUnixTimeSeconds());
        }
    }

    /// <summary><c>url-list</c> or <c>httpseeds</c>: one as a string and several as a list, which is how most programs expect them. BEP 19, 17.</summary>
    public static void WriteWebSeeds(BencodeWriter writer, ReadOnlySpan<byte> key, IReadOnlyList<string> urls)
    {
        switch (urls.Count)
        {
            case 0:
                break;
            case 1:
                writer.Write(key, urls[0]);
                break;
            default:
                writer.WriteKey(key);
                WriteList(writer, urls);
                break;
        }
    }

    /// <summary><c>nodes</c>, each a list of host and port. BEP 5.</summary>
    public static void WriteNodes(BencodeWriter writer, IReadOnlyList<string> nodes)
    {
        if (nodes.Count == 0)
        {
            return;
        }

        writer.WriteKey("nodes"u8);
        writer.BeginList();
        foreach (var node in nodes)
        {
            if (!WebAddress.TrySplitEndPoint(node, out var host, out var port))
            {
                throw new ArgumentException($"`{node}` is not HOST:PORT.", nameof(nodes));
            }

            writer.BeginList();
            writer.WriteString(host.ToString());
            writer.WriteInteger(port);
            writer.End();
        }

        writer.End();
    }

    /// <summary><c>piece layers</c>, by root; there even when it is empty. BEP 52.</summary>
    public static void WritePieceLayers(BencodeWriter writer, IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>> layers)
    {
        Span<byte> key = stackalloc byte[Sha256Hash.Size];
        writer.WriteKey("piece layers"u8);
        writer.BeginDictionary();
        foreach (var (root, layer) in layers.OrderBy(pair => pair.Key.ToString(), StringComparer.Ordinal))
        {
            root.CopyTo(key);
            writer.Write(key, layer.Span);
        }

        writer.End();
    }

    private static void WriteList(BencodeWriter writer, IReadOnlyList<string> texts)
    {
        writer.BeginList();
        foreach (var text in texts)
        {
            writer.WriteString(text);
        }

        writer.End();
    }
}
