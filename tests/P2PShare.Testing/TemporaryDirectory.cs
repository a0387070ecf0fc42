using System.Text;

namespace P2PShare.Testing;

/// <summary>A folder of its own for one test, deleted with all that is in it.</summary>
public sealed class TemporaryDirectory : IDisposable
{
    /// <summary>Makes it.</summary>
    public TemporaryDirectory() => Path = Directory.CreateTempSubdirectory("p2pshare-test-").FullName;

    /// <summary>Its absolute path.</summary>
    public string Path { get; }

    /// <summary>The absolute path of something in it; components joined by <c>/</c>.</summary>
    public string this[string relativePath] => System.IO.Path.Combine(Path, relativePath);

    /// <summary>Writes a file, making folders as needed, and returns its absolute path.</summary>
    public string Write(string relativePath, ReadOnlySpan<byte> content)
    {
        var path = this[relativePath];
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Writes a text file as UTF-8, making folders as needed, and returns its absolute path.</summary>
    public string Write(string relativePath, string content) => Write(relativePath, Encoding.UTF8.GetBytes(content));

    /// <summary>Writes a file of seeded random bytes, making folders as needed, and returns its absolute path.</summary>
    public string WriteRandom(string relativePath, int length, int seed = 1)
    {
        var content = new byte[length];
        new Random(seed).NextBytes(content);
        return Write(relativePath, content);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (!Directory.Exists(Path))
        {
            return;
        }

        LetDelete(new DirectoryInfo(Path));
        Directory.Delete(Path, recursive: true);
    }

    /// <summary>Tests take permissions away; folders need theirs back before they can be emptied.</summary>
    private static void LetDelete(DirectoryInfo directory)
    {
        if (!OperatingSystem.IsWindows())
        {
            directory.UnixFileMode |= UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        }

        foreach (var child in directory.EnumerateDirectories().Where(child => child.LinkTarget is null))
        {
            LetDelete(child);
        }
    }
}
