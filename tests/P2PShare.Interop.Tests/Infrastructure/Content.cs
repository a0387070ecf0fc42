using Shouldly;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>Content to share: random bytes, the same ones each time.</summary>
internal sealed class Content
{
    private const int Seed = 20260822;

    private Content(string directory, string name)
    {
        Directory = directory;
        Name = name;
    }

    /// <summary>The folder that holds it.</summary>
    public string Directory { get; }

    /// <summary>The file's or folder's name.</summary>
    public string Name { get; }

    public string Path => System.IO.Path.Combine(Directory, Name);

    /// <summary>The bytes of all files.</summary>
    public long Length => System.IO.Directory.Exists(Path)
        ? new DirectoryInfo(Path).EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length)
        : new FileInfo(Path).Length;

    /// <summary>One file whose length is no multiple of anything.</summary>
    public static Content MakeFile(string directory, long length = 12 * 1024 * 1024 + 4321, string name = "Ünï one.bin")
    {
        Write(System.IO.Path.Combine(directory, name), length, new Random(Seed));
        return new Content(directory, name);
    }

    /// <summary>A folder as people have them: nested, with names of all kinds, small and larger files and an empty one; 10 MiB or so.</summary>
    public static Content MakeFolder(string directory, string name = "Our trip")
    {
        var random = new Random(Seed);
        (string Path, long Length)[] files =
        [
            ("notes.txt", 1_234),
            ("empty.txt", 0),
            ("day 1/IMG_0001.jpg", 3 * 1024 * 1024 + 17),
            ("day 1/IMG_0002.jpg", 65_536),
            ("day 2/raw/IMG_0003.raw", 4 * 1024 * 1024),
            ("day 2/raw/IMG_0004.raw", 1),
            ("día 3/ветер и море.txt", 99_999),
            ("día 3/山.png", 2 * 1024 * 1024 + 511),
            ("z last.bin", 16_384),
        ];
        foreach (var (path, length) in files)
        {
            Write(System.IO.Path.Combine(directory, name, path), length, random);
        }

        return new Content(directory, name);
    }

    /// <summary>A folder of many small files, a hundred in each folder of it.</summary>
    public static Content MakeManyFiles(string directory, int fileCount, string name = "many")
    {
        var random = new Random(Seed);
        for (var index = 0; index < fileCount; index++)
        {
            Write(System.IO.Path.Combine(directory, name, $"{index / 100:000}", $"{index:00000}.txt"), random.Next(40_000), random);
        }

        return new Content(directory, name);
    }

    /// <summary>Fails unless the same files with the same bytes lie in another folder, and no others.</summary>
    /// <param name="otherDirectory">The folder that holds the other file or folder.</param>
    /// <param name="emptyFiles">Whether empty files must be there too.</param>
    public void ShouldBeIn(string otherDirectory, bool emptyFiles = true)
    {
        var other = System.IO.Path.Combine(otherDirectory, Name);
        if (File.Exists(Path))
        {
            ShouldBeSame(Path, other);
            return;
        }

        var names = Names(Path).Where(name => emptyFiles || new FileInfo(System.IO.Path.Combine(Path, name)).Length > 0).ToArray();
        Names(other).ShouldBe(names);
        foreach (var name in names)
        {
            ShouldBeSame(System.IO.Path.Combine(Path, name), System.IO.Path.Combine(other, name));
        }
    }

    private static string[] Names(string folder) =>
    [
        .. System.IO.Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories)
            .Select(path => System.IO.Path.GetRelativePath(folder, path))
            .Order(StringComparer.Ordinal),
    ];

    private static void ShouldBeSame(string expected, string actual)
    {
        using var left = File.OpenRead(expected);
        using var right = File.OpenRead(actual);
        right.Length.ShouldBe(left.Length, actual);
        var leftBytes = new byte[1 << 20];
        var rightBytes = new byte[1 << 20];
        for (long position = 0; position < left.Length;)
        {
            var count = left.ReadAtLeast(leftBytes, leftBytes.Length, throwOnEndOfStream: false);
            right.ReadAtLeast(rightBytes, count, throwOnEndOfStream: false).ShouldBe(count, actual);
            var difference = leftBytes.AsSpan(0, count).CommonPrefixLength(rightBytes.AsSpan(0, count));
            difference.ShouldBe(count, $"{actual} differs at byte {position + difference}");
            position += count;
        }
    }

    private static void Write(string path, long length, Random random)
    {
        System.IO.Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        using var file = File.Create(path);
        var buffer = new byte[Math.Min(length, 1 << 20)];
        for (var left = length; left > 0; left -= buffer.Length)
        {
            random.NextBytes(buffer);
            file.Write(buffer, 0, (int)Math.Min(left, buffer.Length));
        }
    }
}
