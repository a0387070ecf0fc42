using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Torrents;

/// <summary>Turns priorities of files into levels of pieces: a piece is as urgent as the most urgent wanted file that has bytes in it.</summary>
internal static class PieceLevels
{
    /// <summary>How many there are: a level for each priority.</summary>
    public const int Count = (int)FilePriority.Low + 1;

    /// <summary>The level of each piece, 0 first; null where all are equal.</summary>
    public static byte[]? Of(TorrentMetainfo metainfo, TorrentOptions options)
    {
        if (options.Priorities.Count == 0)
        {
            return null;
        }

        var levels = new byte[metainfo.Geometry.PieceCount];
        Array.Fill(levels, (byte)FilePriority.Low);
        foreach (var (index, file) in metainfo.Files.Index())
        {
            if (file.Length == 0 || file.IsPadding || !(options.SelectedFiles?.Contains(index) ?? true))
            {
                continue;
            }

            var level = (byte)options.Priorities.GetValueOrDefault(index, FilePriority.Normal);
            var last = (file.Offset + file.Length - 1) / metainfo.Geometry.PieceLength;
            for (var piece = file.Offset / metainfo.Geometry.PieceLength; piece <= last; piece++)
            {
                levels[piece] = Math.Min(levels[piece], level);
            }
        }

        return levels;
    }
}
