using System.Text.Json;
using P2PShare.Interop.Tests.Infrastructure;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Interop.Tests.Creation;

/// <summary>Makes and reads torrents with libtorrent.</summary>
internal static class LibtorrentTorrents
{
    private static readonly JsonSerializerOptions Json = new() { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower };

    /// <summary>For each content, writes a torrent of it to <c>Theirs</c>; returns what libtorrent reads in each torrent <c>Ours</c>.</summary>
    public static async Task<IReadOnlyList<LibtorrentReading>> MakeAndReadAsync(
        TorrentFormat format, int pieceLength, IEnumerable<(string Content, string Ours, string Theirs)> torrents, CancellationToken cancellationToken)
    {
        var script = Path.Combine(AppContext.BaseDirectory, "Creation", "libtorrent_torrent.py");
        string[] arguments =
        [
            script, format.ToString().ToLowerInvariant(), $"{pieceLength}",
            .. torrents.SelectMany(torrent => new[] { torrent.Content, torrent.Ours, torrent.Theirs }),
        ];
        return JsonSerializer.Deserialize<LibtorrentReading[]>(await ProgramProcess.RunAsync(Machine.SystemPython, arguments, cancellationToken), Json)!;
    }
}
