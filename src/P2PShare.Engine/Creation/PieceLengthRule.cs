using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Creation;

/// <summary>
/// Chooses and checks piece lengths. The rule: the smallest power of two, from 16 KiB to 16 MiB, that makes at most 2,048 pieces of the content;
/// so there are between 1,024 and 2,048 of them from 16 MiB of content up to 32 GiB, fewer below and more beyond. In a hybrid, where
/// every file is padded to whole pieces, it is halved for as long as the padding would be more than the content.
/// </summary>
internal static class PieceLengthRule
{
    /// <summary>Most pieces of a torrent, as its readers have it.</summary>
    public const int MaxPieceCount = 0x200000;

    private const int Smallest = PieceGeometry.BlockLength;
    private const int Largest = 16 * 1024 * 1024;
    private const int WantedPieces = 2048;

    /// <summary>The length for content of this many bytes.</summary>
    public static int Choose(long totalLength)
    {
        var length = Smallest;
        while (length < Largest && totalLength > (long)length * WantedPieces)
        {
            length *= 2;
        }

        return length;
    }

    /// <summary>The length for files of these lengths, as it was asked for or chosen.</summary>
    /// <exception cref="CreationException">The one asked for does not fit.</exception>
    public static int For(CreationOptions options, IReadOnlyList<long> fileLengths)
    {
        var total = fileLengths.Sum();
        var length = options.PieceLength is { } asked ? Check(asked, options.Format) : Choose(total);
        if (options.PieceLength is null && options.Format == TorrentFormat.Hybrid)
        {
            while (length > Smallest && Padding(fileLengths, length) > total)
            {
                length /= 2;
            }
        }

        return length;
    }

    private static int Check(int length, TorrentFormat format)
    {
        if (length is < Smallest or > PieceGeometry.MaxPieceLength)
        {
            throw new CreationException($"the piece length {length} is not between 16 KiB and 512 MiB");
        }

        if (format == TorrentFormat.V1)
        {
            return length % Smallest == 0 ? length : throw new CreationException($"the piece length {length} is no multiple of 16 KiB");
        }

        return int.IsPow2(length) ? length : throw new CreationException($"the piece length {length} is no power of two, which v2 and hybrid torrents need");
    }

    private static long Padding(IReadOnlyList<long> fileLengths, int pieceLength) =>
        fileLengths.Sum(length => InfoDictionaryWriter.PaddingAfter(TorrentFormat.Hybrid, length, pieceLength, fileLengths.Count));
}
