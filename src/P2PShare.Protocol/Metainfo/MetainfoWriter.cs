namespace P2PShare.Protocol.Metainfo;

/// <summary>Writes torrent files, canonically bencoded around the info dictionary's own bytes.</summary>
public static class MetainfoWriter
{
    /// <summary>The torrent file of <paramref name="metainfo"/>; its info dictionary is <see cref="TorrentMetainfo.InfoBytes"/> unchanged.</summary>
    public static byte[] ToBytes(TorrentMetainfo metainfo) => throw new NotImplementedException();
}
