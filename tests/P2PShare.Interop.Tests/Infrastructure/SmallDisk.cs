using System.Globalization;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>A file system in memory that is soon full. Disposing it unmounts it.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private SmallDisk(string path) => Path = path;

    public string Path { get; }

    /// <summary>Mounts one over an empty folder.</summary>
    public static async Task<SmallDisk> MountAsync(string path, int megabytes)
    {
        await ProgramProcess.RunAsync("mount", ["-t", "tmpfs", "-o", Size(megabytes), "tmpfs", path], CancellationToken.None);
        return new SmallDisk(path);
    }

    /// <summary>Gives it more room, contents kept.</summary>
    public Task GrowAsync(int megabytes) =>
        ProgramProcess.RunAsync("mount", ["-o", $"remount,{Size(megabytes)}", Path], CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() =>
        await ProgramProcess.RunAsync("umount", ["--lazy", Path], CancellationToken.None);

    private static string Size(int megabytes) => string.Create(CultureInfo.InvariantCulture, $"size={megabytes}m");
}
