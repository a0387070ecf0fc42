namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>A folder that lasts as long as its test. Open to all, since some programs change to another user.</summary>
internal sealed class TestFolder : IDisposable
{
    private const string Memory = "/dev/shm";

    /// <summary>Makes one.</summary>
    /// <param name="room">Bytes that will lie in it. Where memory has thrice as much to spare it is made there, else in the temporary folder.</param>
    public TestFolder(long room = 0)
    {
        Path = room > 0 && MemoryHas(3 * room)
            ? Directory.CreateDirectory(System.IO.Path.Combine(Memory, $"p2pshare-interop-{Environment.ProcessId}-{Guid.NewGuid():N}")).FullName
            : Directory.CreateTempSubdirectory("p2pshare-interop-").FullName;
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

    private static bool MemoryHas(long room) =>
        Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > room && GC.GetGCMemoryInfo().TotalAvailableMemoryBytes > room;

    private static void Open(string folder)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(folder, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
                | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute);
        }
    }
}
