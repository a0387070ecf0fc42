using System.Buffers;
using System.Diagnostics.CodeAnalysis;
using P2PShare.Protocol.Bencoding;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Protocol.Trackers;

/// <summary>The body of an HTTP answer to a scrape. BEP 48.</summary>
public static class HttpScrapeCodec
{
    /// <summary>Reads an answer. False when it is none: not bencoded, or no dictionary.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> body, [NotNullWhen(true)] out ScrapeResponse? response)
    {
        response = null;
        if (!BencodeDocument.TryParse(body, BencodeOptions.Lenient, out var document, out _) || document.Root.Kind != BencodeKind.Dictionary)
        {
            return false;
        }

        response = TrackerFields.Text(document.Root, "failure reason"u8) is { } reason
            ? new ScrapeResponse { FailureReason = reason }
            : new ScrapeResponse { Torrents = ReadTorrents(document.Root) };
        return true;
    }

    /// <summary>Writes an answer, sorted by info-hash.</summary>
    public static void Write(IBufferWriter<byte> output, IReadOnlyDictionary<Sha1Hash, ScrapeCounts> torrents)
    {
        ArgumentNullException.ThrowIfNull(torrents);
        Span<byte> hash = stackalloc byte[Sha1Hash.Size];
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        writer.WriteKey("files"u8);
        writer.BeginDictionary();
        foreach (var (infoHash, counts) in torrents.OrderBy(static torrent => torrent.Key.ToString(), StringComparer.Ordinal))
        {
            infoHash.CopyTo(hash);
            writer.WriteKey(hash);
            writer.BeginDictionary();
            writer.Write("complete"u8, counts.Complete);
            writer.Write("downloaded"u8, counts.Downloaded);
            writer.Write("incomplete"u8, counts.Incomplete);
            writer.End();
        }

        writer.End();
        writer.End();
    }

    private static Dictionary<Sha1Hash, ScrapeCounts> ReadTorrents(BencodeValue answer)
    {
        var torrents = new Dictionary<Sha1Hash, ScrapeCounts>();
        if (!answer.TryGet("files"u8, out var files))
        {
            return torrents;
        }

        foreach (var entry in files.Entries)
        {
            if (torrents.Count == TrackerLimits.MaxScrape)
            {
                break;
            }

            if (entry.Key.Length == Sha1Hash.Size)
            {
                torrents[new Sha1Hash(entry.Key)] = new ScrapeCounts(
                    TrackerFields.Count(entry.Value, "complete"u8) ?? 0,
                    TrackerFields.Count(entry.Value, "downloaded"u8) ?? 0,
                    TrackerFields.Count(entry.Value, "incomplete"u8) ?? 0);
            }
        }

        return torrents;
    }
}
