namespace P2PShare.Protocol.Metainfo;

/// <summary>
/// Joins the two views of a hybrid's files into one, or refuses: two clients that see different content under one torrent would feed each other
/// garbage. BEP 52, "upgrade path".
/// </summary>
internal static class HybridFiles
{
    /// <summary>The v1 files, padding included, each with the root that the v2 tree states.</summary>
    /// <exception cref="MetainfoException">The views differ, or a file does not begin at a piece.</exception>
    public static List<RawFile> Join(List<RawFile> v1, List<RawFile> v2, int pieceLength)
    {
        var joined = new List<RawFile>(v1.Count);
        var offset = 0L;
        var padded = 0L;
        var next = 0;
        foreach (var file in v1)
        {
            if (file.IsPadding)
            {
                // Zero-length padding is harmless, and more than one gap at one place is not exact.
                padded += file.Length;
                Require(file.Length == 0 || padded == GapAt(offset, pieceLength), "the padding of its v1 files is not exact");
                joined.Add(file);
                continue;
            }

            Require(next < v2.Count && Agree(file, v2[next]), "its v1 files and its v2 files are not the same");
            if (file.Length > 0)
            {
                offset += padded;
                padded = 0;
                Require(offset % pieceLength == 0, "a file does not begin at a piece in its v1 files");
                offset += file.Length;
            }

            joined.Add(file with { PiecesRoot = v2[next].PiecesRoot });
            next++;
        }

        Require(next == v2.Count, "its v1 files and its v2 files are not the same");
        return joined;
    }

    private static long GapAt(long offset, int pieceLength) => (pieceLength - (offset % pieceLength)) % pieceLength;

    private static bool Agree(RawFile v1, RawFile v2) =>
        v1.Length == v2.Length
        && v1.Traits == v2.Traits
        && v1.Path.IsSameAs(v2.Path)
        && TargetsAgree(v1.SymlinkTarget ?? [], v2.SymlinkTarget ?? []);

    private static bool TargetsAgree(ReadOnlyMemory<byte>[] v1, ReadOnlyMemory<byte>[] v2) =>
        v1.Length == v2.Length && v1.Zip(v2).All(pair => pair.First.Span.SequenceEqual(pair.Second.Span));

    private static void Require(bool condition, string otherwise)
    {
        if (!condition)
        {
            throw new MetainfoException("a hybrid whose halves differ: " + otherwise);
        }
    }
}
