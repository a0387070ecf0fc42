namespace P2PShare.Engine.Storage;

/// <summary>The folder that keeps what must survive a restart. Says where each thing lies in it; each file has an owner of its own that reads and writes it.</summary>
internal sealed class StateFolder
{
    /// <summary>A state folder, made when something is first kept in it.</summary>
    public StateFolder(string path, IFileSystem files)
    {
        Path = System.IO.Path.TrimEndingDirectorySeparator(System.IO.Path.GetFullPath(path));
        Files = files.Below(Path);
    }

    /// <summary>Absolute.</summary>
    public string Path { get; }

    /// <summary>The files below it.</summary>
    public IFileSystem Files { get; }

    /// <summary>Where torrents are kept.</summary>
    public string Torrents => System.IO.Path.Join(Path, "torrents");
}
