using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Reads and checks torrent files and info dictionaries. BEP 3, 5, 12, 17, 19, 27, 47, 52.</summary>
public static class MetainfoReader
{
    private static readonly BencodeOptions Forgiving = new() { AllowTrailingBytes = true };

    /// <summary>Reads a torrent file. The result may keep <paramref name="bytes"/>.</summary>
    /// <exception cref="MetainfoException">It is no torrent that can be used; the message says why and, where it helps, at which byte.</exception>
    public static TorrentMetainfo Read(ReadOnlyMemory<byte> bytes)
    {
        if (!BencodeDocument.TryParse(bytes, Forgiving, out var document, out var error))
        {
            throw MetainfoErrors.NotBencoded(error);
        }

        var torrent = document.Root;
        if (!torrent.TryGet("info"u8, out var info))
        {
            throw new MetainfoException("no info dictionary");
        }

        var warnings = new WarningList();
        if (document.Length < bytes.Length)
        {
            warnings.Add($"There are {bytes.Length - document.Length} bytes behind the torrent; they are ignored.");
        }

        var metainfo = new InfoReader(info.RawMemory, info.Offset, warnings).Read();
        if (metainfo.Format != TorrentFormat.V1)
        {
            metainfo = PieceLayers.AddTo(metainfo, PieceLayers.Read(torrent), warnings);
        }

        metainfo = new OuterReader(torrent, warnings).AddTo(metainfo);
        return metainfo with { Warnings = warnings.ToList() };
    }

    /// <summary>Reads an info dictionary alone: what a magnet link leads to, or what has just been made.</summary>
    /// <param name="infoBytes">The dictionary; the result keeps it.</param>
    /// <param name="pieceLayers">The layers of a v2 torrent by root, one for each file larger than a piece; null where they are still to be fetched.</param>
    /// <exception cref="MetainfoException">It is no info dictionary that can be used, or a layer is missing or wrong.</exception>
    public static TorrentMetainfo FromInfo(ReadOnlyMemory<byte> infoBytes, IReadOnlyDictionary<Sha256Hash, ReadOnlyMemory<byte>>? pieceLayers = null)
    {
        var warnings = new WarningList();
        var metainfo = new InfoReader(infoBytes, 0, warnings).Read();
        if (pieceLayers is not null)
        {
            metainfo = PieceLayers.AddTo(metainfo, pieceLayers, warnings);
        }

        return metainfo with { Warnings = warnings.ToList() };
    }
}
