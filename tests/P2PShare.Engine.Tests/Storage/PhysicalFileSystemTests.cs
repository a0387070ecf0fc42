using P2PShare.Engine.Storage;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class PhysicalFileSystemTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly PhysicalFileSystem _files = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Writes_many_buffers_at_a_position_and_reads_them_back_into_others()
    {
        // More buffers than the system takes in one call.
        var buffers = Enumerable.Range(0, 3000).Select(i => (ReadOnlyMemory<byte>)new[] { (byte)i, (byte)(i >> 8), (byte)7 }).ToList();
        using var file = _files.Open(_folder["a/b/file"], FileIntent.Write);

        file.Write(buffers, 5);

        file.Length.ShouldBe(9005);
        var back = Enumerable.Range(0, 2001).Select(_ => new Memory<byte>(new byte[5])).ToList();
        file.Read(back, 0).ShouldBe(9005);
        back.SelectMany(part => part.ToArray()).Skip(5).Take(9000).ShouldBe(buffers.SelectMany(part => part.ToArray()));
        file.Read(new byte[100], 9000).ShouldBe(5);
        file.Read(new byte[100], 20_000).ShouldBe(0);
    }

    [Fact]
    public void Never_opens_a_link_for_a_file()
    {
        var target = _folder.Write("target", "precious");
        File.CreateSymbolicLink(_folder["link"], target);

        Failure(() => _files.Open(_folder["link"], FileIntent.Write)).ShouldBe(StorageFailure.Changed);
        Failure(() => _files.Open(_folder["link"], FileIntent.Read)).ShouldBe(StorageFailure.Changed);
        Failure(() => _files.Below(_folder.Path).Open(_folder["link"], FileIntent.Write)).ShouldBe(StorageFailure.Changed);
        File.ReadAllText(target).ShouldBe("precious");
    }

    [Fact]
    public void Below_a_folder_follows_no_link_on_the_way()
    {
        Directory.CreateDirectory(_folder["root/deep"]);
        Directory.CreateDirectory(_folder["elsewhere"]);
        _folder.Write("elsewhere/file", "precious");
        File.CreateSymbolicLink(_folder["root/deep/link"], _folder["elsewhere"]);
        var confined = _files.Below(_folder["root"]);

        Failure(() => confined.Open(_folder["root/deep/link/file"], FileIntent.Read)).ShouldBe(StorageFailure.Changed);
        Failure(() => confined.Open(_folder["root/deep/link/file"], FileIntent.Write)).ShouldBe(StorageFailure.Changed);
        Failure(() => confined.Open(_folder["root/deep/link/new/file"], FileIntent.Write)).ShouldBe(StorageFailure.Changed);
        Failure(() => confined.CreateDirectory(_folder["root/deep/link/folder"])).ShouldBe(StorageFailure.Changed);
        Failure(() => confined.CreateDirectory(_folder["root/deep/link"])).ShouldBe(StorageFailure.Changed);
        Failure(() => confined.CreateSymbolicLink(_folder["root/deep/link/other"], "file")).ShouldBe(StorageFailure.Changed);
        Failure(() => confined.MakeExecutable(_folder["root/deep/link/file"])).ShouldBe(StorageFailure.Changed);
        Failure(() => confined.Delete(_folder["root/deep/link/file"])).ShouldBe(StorageFailure.Changed);
        Failure(() => confined.Move(_folder["root/deep/link/file"], _folder["root/file"])).ShouldBe(StorageFailure.Changed);
        Failure(() => confined.FlushDirectory(_folder["root/deep/link"])).ShouldBe(StorageFailure.Changed);
        confined.Look(_folder["root/deep/link/file"]).ShouldBeNull();
        Directory.GetFileSystemEntries(_folder["elsewhere"]).ShouldBe([_folder["elsewhere/file"]]);
        File.ReadAllText(_folder["elsewhere/file"]).ShouldBe("precious");
    }

    [Fact]
    public void Finds_a_folder_that_became_a_link_between_two_writes()
    {
        Directory.CreateDirectory(_folder["elsewhere"]);
        var confined = _files.Below(_folder["root"]);
        confined.Open(_folder["root/folder/file"], FileIntent.Write).Dispose();
        Directory.Delete(_folder["root/folder"], recursive: true);
        File.CreateSymbolicLink(_folder["root/folder"], _folder["elsewhere"]);

        Failure(() => confined.Open(_folder["root/folder/file"], FileIntent.Write)).ShouldBe(StorageFailure.Changed);

        Directory.GetFileSystemEntries(_folder["elsewhere"]).ShouldBeEmpty();
    }

    [Fact]
    public void Takes_a_root_that_is_itself_reached_through_a_link()
    {
        Directory.CreateDirectory(_folder["disk"]);
        File.CreateSymbolicLink(_folder["shortcut"], _folder["disk"]);
        var confined = _files.Below(_folder["shortcut"]);

        confined.Open(_folder["shortcut/new/file"], FileIntent.Write).Dispose();

        File.Exists(_folder["disk/new/file"]).ShouldBeTrue();
    }

    [Theory]
    [InlineData("other/file")]
    [InlineData("rootless/file")]
    [InlineData("root/../other/file")]
    [InlineData("root/a/./file")]
    public void Below_a_folder_takes_no_path_outside_it(string path)
    {
        var confined = _files.Below(_folder["root"]);

        Should.Throw<ArgumentException>(() => confined.Open(_folder[path], FileIntent.Write));
        Should.Throw<ArgumentException>(() => confined.CreateDirectory(_folder[path]));
    }

    [Fact]
    public void Refuses_a_folder_where_a_file_should_be_and_a_file_where_a_folder_should_be()
    {
        Directory.CreateDirectory(_folder["folder"]);
        _folder.Write("file", "x");

        Failure(() => _files.Open(_folder["folder"], FileIntent.Read)).ShouldBe(StorageFailure.Changed);
        Failure(() => _files.Open(_folder["folder"], FileIntent.Write)).ShouldBe(StorageFailure.Changed);
        Failure(() => _files.Below(_folder.Path).Open(_folder["file/below"], FileIntent.Write)).ShouldBe(StorageFailure.Changed);
    }

    [Fact]
    public void Says_not_found_for_a_missing_file_or_folder()
    {
        Should.Throw<FileNotFoundException>(() => _files.Open(_folder["missing/file"], FileIntent.Read));
        Should.Throw<FileNotFoundException>(() => _files.Open(_folder["missing"], FileIntent.Read));
        _files.Look(_folder["missing/file"]).ShouldBeNull();
        Should.NotThrow(() => _files.Delete(_folder["missing/file"]));
    }

    [Fact]
    public void Looks_without_following_a_link()
    {
        _folder.Write("file", "12345");
        File.CreateSymbolicLink(_folder["link"], _folder["file"]);

        _files.Look(_folder["file"])!.Value.ShouldSatisfyAllConditions(
            facts => facts.Length.ShouldBe(5),
            facts => facts.IsFile.ShouldBeTrue(),
            facts => facts.Modified.ShouldBe(File.GetLastWriteTimeUtc(_folder["file"])));
        _files.Look(_folder["link"])!.Value.IsSymbolicLink.ShouldBeTrue();
        _files.Look(_folder.Path)!.Value.IsDirectory.ShouldBeTrue();
    }

    [Fact]
    public void Grows_sparsely_or_with_space_reserved()
    {
        using var sparse = _files.Open(_folder["sparse"], FileIntent.Write);
        using var reserved = _files.Open(_folder["reserved"], FileIntent.Write);

        sparse.SetLength(1 << 20);
        reserved.Preallocate(1 << 20);

        sparse.Length.ShouldBe(1 << 20);
        reserved.Length.ShouldBe(1 << 20);
        reserved.Preallocate(1 << 10);
        reserved.Length.ShouldBe(1 << 20);
        sparse.Flush();
        _files.FlushDirectory(_folder.Path);
    }

    [Fact]
    public void Moves_over_a_file_and_makes_links_and_executables()
    {
        _folder.Write("new", "new");
        _folder.Write("old", "old");
        var confined = _files.Below(_folder.Path);

        confined.Move(_folder["new"], _folder["old"]);
        confined.MakeExecutable(_folder["old"]);
        confined.CreateSymbolicLink(_folder["made/link"], "../old");

        File.ReadAllText(_folder["made/link"]).ShouldBe("new");
        confined.Look(_folder["old"])!.Value.IsExecutable.ShouldBeTrue();
        confined.Look(_folder["new"]).ShouldBeNull();
    }

    [Fact]
    public void Lends_a_lock_to_one_at_a_time()
    {
        using (var first = _files.TryLock(_folder["lock"]))
        {
            first.ShouldNotBeNull();
            _files.TryLock(_folder["lock"]).ShouldBeNull();
            first.Write([new byte[] { 42 }], 0);
            using var reader = _files.Open(_folder["lock"], FileIntent.Read);
            reader.Length.ShouldBe(1);
        }

        using var second = _files.TryLock(_folder["lock"]);
        second.ShouldNotBeNull();
    }

    [Fact]
    public void Knows_the_free_space_of_a_folder_that_is_yet_to_be_made() =>
        _files.FreeSpace(_folder["to/be/made"]).ShouldNotBeNull().ShouldBeGreaterThan(0);

    private static StorageFailure Failure(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (StorageFailures.IsFailure(exception))
        {
            return StorageFailures.Translate(exception, "testing", "/x").Failure;
        }

        throw new ShouldAssertException("nothing failed");
    }
}
