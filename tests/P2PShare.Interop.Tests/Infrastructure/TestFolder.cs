namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>A folder that lasts as long as its test. Open to all, since some programs change to another user.</summary>
internal sealed class TestFolder : IDisposable
{
    public TestFolder()
    {
        Path = Directory.CreateTempSubdirectory("p2pshare-interop-").FullName;
        Open(Path);
    }

    public string Path { get; }

    /// <summary>A new folder inside.</summary>
    public string Make(string name)
    {
        var folder = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(folder);
        Open(folder);
        return folder;
    }

    /// <summary>A path inside; nothing is made.</summary>
    public string At(string name) => System.IO.Path.Combine(Path, name);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(Path, recursive: true);

    private static void Open(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }
}
