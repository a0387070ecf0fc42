using P2PShare.Engine.Creation;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Torrents;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Content with the torrent that the program makes of it: for tests in which the info dictionary itself travels.</summary>
internal sealed record SharedContent(TorrentMetainfo Metainfo, IReadOnlyList<(string Path, byte[] Content)> Files, Action<string> WriteTo)
{
    /// <summary>Of the same files, format and piece length.</summary>
    public static async Task<SharedContent> MakeAsync(TestTorrent content, bool isPrivate = false)
    {
        using var directory = new TemporaryDirectory();
        content.WriteTo(directory.Path);
        var metainfo = await new TorrentCreator(new PhysicalFileSystem()).CreateAsync(
            Path.Combine(directory.Path, content.Metainfo.Name),
            new CreationOptions { Format = content.Metainfo.Format, PieceLength = content.Metainfo.Geometry.PieceLength, IsPrivate = isPrivate },
            progress: null,
            CancellationToken.None);
        return new SharedContent(metainfo, content.Files, content.WriteTo);
    }
}
