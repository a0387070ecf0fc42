using System.Buffers;
using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Writes torrent files, canonically bencoded around the info dictionary's own bytes.</summary>
public static class MetainfoWriter
{
    /// <summary>The torrent file of <paramref name="metainfo"/>; its info dictionary is <see cref="TorrentMetainfo.InfoBytes"/> unchanged.</summary>
    public static byte[] ToBytes(TorrentMetainfo metainfo)
    {
        ArgumentNullException.ThrowIfNull(metainfo);
        var output = new ArrayBufferWriter<byte>(metainfo.InfoBytes.Length + 1024);
        var writer = new BencodeWriter(output);
        writer.BeginDictionary();
        OuterValues.WriteTrackers(writer, metainfo.Trackers);
        OuterValues.WriteText(writer, "comment"u8, metainfo.Comment);
        OuterValues.WriteText(writer, "created by"u8, metainfo.CreatedBy);
        OuterValues.WriteDate(writer, metainfo.CreationDate);
        OuterValues.WriteWebSeeds(writer, "httpseeds"u8, metainfo.HttpSeeds);
        writer.WriteKey("info"u8);
        writer.WriteRaw(metainfo.InfoBytes.Span);
        OuterValues.WriteNodes(writer, metainfo.Nodes);
        if (metainfo.Format != TorrentFormat.V1)
        {
            OuterValues.WritePieceLayers(writer, metainfo.PieceLayers);
        }

        OuterValues.WriteWebSeeds(writer, "url-list"u8, metainfo.WebSeeds);
        writer.End();
        return output.WrittenSpan.ToArray();
    }
}
