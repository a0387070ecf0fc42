using Microsoft.Win32.SafeHandles;

namespace P2PShare.Engine.Storage;

/// <summary>Looks for links before and after each use. Someone who swaps a folder for a link in between is found out after the fact and not prevented: systems other than Linux.</summary>
internal sealed class PortablePathWalk(string? root) : PathWalk(root)
{
    public override SafeFileHandle OpenFile(string path, FileIntent intent)
    {
        RefuseLinks(path);
        if (intent == FileIntent.Write && Path.GetDirectoryName(path) is { } parent)
        {
            Directory.CreateDirectory(parent);
        }

        var handle = File.OpenHandle(
            path,
            intent == FileIntent.Write ? FileMode.OpenOrCreate : FileMode.Open,
            intent == FileIntent.Write ? FileAccess.ReadWrite : FileAccess.Read,
            FileShare.ReadWrite | FileShare.Delete);
        try
        {
            RefuseLinks(path);
            return handle;
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public override void CreateDirectory(string path)
    {
        RefuseLinks(path);
        Directory.CreateDirectory(path);
        RefuseLinks(path);
    }

    public override void CreateSymbolicLink(string path, string target)
    {
        RefuseLinks(path);
        if (Path.GetDirectoryName(path) is { } parent)
        {
            Directory.CreateDirectory(parent);
        }

        File.CreateSymbolicLink(path, target);
    }

    // Windows and macOS order the entry of a renamed file after its content by themselves.
    public override void FlushDirectory(string path) => Split(path);

    public override bool TryFlushAll(string folder) => false;

    private void RefuseLinks(string path)
    {
        if (LeadsThroughLink(path) || new FileInfo(path).LinkTarget is not null)
        {
            throw new IOException($"A symbolic link is in the way : '{path}'", ErrorNumber.TooManyLinks);
        }
    }
}
