using System.Buffers;
using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Metainfo;

/// <summary>Writes info dictionaries. The same description gives the same bytes, and so the same info-hash, on every machine. BEP 3, 47, 52.</summary>
public static class InfoDictionaryWriter
{
    private const int Version = 2;

    /// <summary>The info dictionary.</summary>
    /// <exception cref="ArgumentException">In v2 and hybrid: files are not in <see cref="ContentOrder"/>, or one is there twice, or is a folder too.</exception>
    public static byte[] ToBytes(InfoDescription description)
    {
        ArgumentNullException.ThrowIfNull(description);
        var output = new ArrayBufferWriter<byte>(1024 + description.PieceHashes.Length + (64 * description.Files.Count));
        var writer = new BencodeWriter(output);
        var isV1 = description.Format != TorrentFormat.V2;
        var isV2 = description.Format != TorrentFormat.V1;
        writer.BeginDictionary();
        if (isV1 && description.IsSingleFile)
        {
            WriteAttributes(writer, description.Files[0]);
        }

        if (isV2)
        {
            FileTreeWriter.Write(writer, description.Files);
        }

        if (isV1 && !description.IsSingleFile)
        {
            WriteFiles(writer, description);
        }

        if (isV1 && description.IsSingleFile)
        {
            writer.Write("length"u8, description.Files[0].Length);
        }

        if (isV2)
        {
            writer.Write("meta version"u8, Version);
        }

        writer.Write("name"u8, description.Name);
        writer.Write("piece length"u8, description.PieceLength);
        if (isV1)
        {
            writer.Write("pieces"u8, description.PieceHashes.Span);
        }

        if (description.IsPrivate)
        {
            writer.Write("private"u8, 1);
        }

        if (description.Source is { } source)
        {
            writer.Write("source"u8, source);
        }

        writer.End();
        return output.WrittenSpan.ToArray();
    }

    /// <summary>
    /// Bytes of zeros that stand behind a file in the v1 pieces. In a hybrid each file, the last one too, is filled up to the next piece, so that
    /// every file begins at one; a torrent of one file is left alone. v1 and v2 have no padding.
    /// </summary>
    /// <param name="format">The torrent's format.</param>
    /// <param name="fileLength">The file's length in bytes.</param>
    /// <param name="pieceLength">Bytes of a piece.</param>
    /// <param name="fileCount">How many files the torrent has, empty ones and symlinks counted.</param>
    public static long PaddingAfter(TorrentFormat format, long fileLength, int pieceLength, int fileCount) =>
        format == TorrentFormat.Hybrid && fileCount > 1 ? (pieceLength - (fileLength % pieceLength)) % pieceLength : 0;

    internal static void WriteAttributes(BencodeWriter writer, DescribedFile file)
    {
        // Letters in the order that libtorrent writes them.
        var letters = $"{(file.IsHidden ? "h" : "")}{(file.IsExecutable ? "x" : "")}{(file.SymlinkTarget is null ? "" : "l")}";
        if (letters.Length > 0)
        {
            writer.Write("attr"u8, letters);
        }
    }

    internal static void WritePath(BencodeWriter writer, ReadOnlySpan<byte> key, IReadOnlyList<string> components)
    {
        writer.WriteKey(key);
        writer.BeginList();
        foreach (var component in components)
        {
            writer.WriteString(component);
        }

        writer.End();
    }

    private static void WriteFiles(BencodeWriter writer, InfoDescription description)
    {
        writer.WriteKey("files"u8);
        writer.BeginList();
        foreach (var file in description.Files)
        {
            writer.BeginDictionary();
            WriteAttributes(writer, file);
            writer.Write("length"u8, file.Length);
            WritePath(writer, "path"u8, file.Path);
            if (file.SymlinkTarget is { } target)
            {
                WritePath(writer, "symlink path"u8, target);
            }

            writer.End();
            WritePadding(writer, PaddingAfter(description.Format, file.Length, description.PieceLength, description.Files.Count));
        }

        writer.End();
    }

    private static void WritePadding(BencodeWriter writer, long length)
    {
        if (length == 0)
        {
            return;
        }

        writer.BeginDictionary();
        writer.Write("attr"u8, "p");
        writer.Write("length"u8, length);
        WritePath(writer, "path"u8, [".pad", $"{length}"]);
        writer.End();
    }
}
