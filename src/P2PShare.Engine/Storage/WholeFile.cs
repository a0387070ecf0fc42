namespace P2PShare.Engine.Storage;

/// <summary>Writes a file whole: a reader, and a power cut, finds the old one or the new one and never a part.</summary>
internal static class WholeFile
{
    /// <summary>Writes; returns the new file, still open. The caller owns it.</summary>
    public static IFileHandle Write(IFileSystem files, string path, ReadOnlyMemory<byte> bytes)
    {
        var beside = $"{path}.{Environment.ProcessId}.new";
        files.Delete(beside);
        var file = files.Open(beside, FileIntent.Write);
        try
        {
            file.Write([bytes], 0);
            file.Flush();
            files.Move(beside, path);
            files.FlushDirectory(Path.GetDirectoryName(path)!);
            return file;
        }
        catch
        {
            file.Dispose();
            DeleteLeftover(files, beside);
            throw;
        }
    }

    private static void DeleteLeftover(IFileSystem files, string beside)
    {
        try
        {
            files.Delete(beside);
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            // The failure that led here is the one to tell.
        }
    }
}
