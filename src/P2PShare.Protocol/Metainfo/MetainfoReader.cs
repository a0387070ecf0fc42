namespace P2PShare.Protocol.Metainfo;

/// <summary>Reads and checks torrent files.</summary>
public static class MetainfoReader
{
    /// <summary>Reads a torrent file. The result may keep <paramref name="bytes"/>.</summary>
    /// <exception cref="MetainfoException">It is no torrent that can be used; the message says why and, where it helps, at which byte.</exception>
    public static TorrentMetainfo Read(ReadOnlyMemory<byte> bytes) => throw new NotImplementedException();
}
