namespace P2PShare.Engine.Storage.Records;

/// <summary>What of a file must still agree for its recorded pieces to be believed.</summary>
/// <param name="Length">Bytes.</param>
/// <param name="Modified">When its content was last changed, UTC, in ticks.</param>
internal readonly record struct FileStamp(long Length, long Modified)
{
    public static FileStamp? Of(FileFacts? facts) => facts is { } known ? new FileStamp(known.Length, known.Modified.Ticks) : null;
}

/// <summary>The stamp of one file, null for one that is not there.</summary>
/// <param name="File">Its place in the torrent's list; <see cref="Parts"/> for the file of parts.</param>
/// <param name="Stamp">The stamp.</param>
internal readonly record struct FileNote(int File, FileStamp? Stamp)
{
    /// <summary>Stands for the file of parts.</summary>
    public const int Parts = -1;
}
