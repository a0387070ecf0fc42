using P2PShare.Engine.Storage;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class FileHandleCacheTests
{
    private readonly InMemoryFileSystem _files = new(new ManualTimeProvider());

    [Fact]
    public void Keeps_no_more_files_open_than_it_may_and_closes_the_one_used_least_recently()
    {
        using var cache = new FileHandleCache(2);
        var first = Use(cache, "/a");
        Use(cache, "/b");
        Use(cache, "/a");
        Use(cache, "/c");

        cache.Count.ShouldBe(2);
        _files.OpenPaths.ShouldBe(["/a", "/c"]);
        Use(cache, "/a").ShouldBeSameAs(first);
    }

    [Fact]
    public void Closes_nothing_that_is_in_use()
    {
        using var cache = new FileHandleCache(1);
        using (var one = cache.Borrow(_files, "/a", FileIntent.Write))
        {
            Use(cache, "/b");
            Use(cache, "/c");
            one.Handle.Write([new byte[] { 1 }], 0);
            _files.OpenPaths.ShouldContain("/a");
        }

        Use(cache, "/b");
        _files.OpenPaths.ShouldBe(["/b"]);
    }

    [Fact]
    public void Closes_what_was_not_used_since_it_last_looked()
    {
        using var cache = new FileHandleCache(8);
        using var held = cache.Borrow(_files, "/held", FileIntent.Write);
        Use(cache, "/a");
        cache.CloseUnused();
        Use(cache, "/b");
        _files.OpenPaths.ShouldBe(["/a", "/b", "/held"]);

        cache.CloseUnused();
        _files.OpenPaths.ShouldBe(["/b", "/held"]);
        cache.CloseUnused();
        _files.OpenPaths.ShouldBe(["/held"]);
    }

    [Fact]
    public void Opens_anew_a_file_that_is_to_be_written_and_leaves_the_reader_its_own()
    {
        _files.WriteAll("/a", []);
        using var cache = new FileHandleCache(8);
        using var first = cache.Borrow(_files, "/a", FileIntent.Read);
        using var second = cache.Borrow(_files, "/a", FileIntent.Write);
        using var third = cache.Borrow(_files, "/a", FileIntent.Read);

        second.Handle.ShouldNotBeSameAs(first.Handle);
        third.Handle.ShouldBeSameAs(second.Handle);
        first.Handle.Length.ShouldBe(0);
    }

    [Fact]
    public void Tries_again_to_open_what_could_not_be_opened()
    {
        using var cache = new FileHandleCache(8);

        Should.Throw<FileNotFoundException>(() => cache.Borrow(_files, "/a", FileIntent.Read));
        cache.Count.ShouldBe(0);
        Use(cache, "/a");
        cache.Borrow(_files, "/a", FileIntent.Read).Dispose();
    }

    [Fact]
    public void A_forgotten_file_is_closed_by_its_last_user()
    {
        using var cache = new FileHandleCache(8);
        var loan = cache.Borrow(_files, "/a", FileIntent.Write);

        cache.Forget("/a");
        _files.OpenPaths.ShouldBe(["/a"]);
        loan.Dispose();

        _files.OpenPaths.ShouldBeEmpty();
    }

    [Fact]
    public void Closes_all_when_it_is_disposed()
    {
        var cache = new FileHandleCache(8);
        Use(cache, "/a");
        Use(cache, "/b");

        cache.Dispose();

        _files.OpenPaths.ShouldBeEmpty();
    }

    [Fact]
    public async Task Many_threads_share_few_files_and_none_is_closed_under_another()
    {
        foreach (var i in Enumerable.Range(0, 7))
        {
            _files.WriteAll($"/{i}", []);
        }

        using var cache = new FileHandleCache(3);
        await Parallel.ForAsync(0, 2000, new ParallelOptions { MaxDegreeOfParallelism = 8 }, (i, _) =>
        {
            using var loan = cache.Borrow(_files, $"/{i % 7}", i % 3 == 0 ? FileIntent.Read : FileIntent.Write);
            loan.Handle.Length.ShouldBeGreaterThanOrEqualTo(0);
            return ValueTask.CompletedTask;
        });

        cache.Count.ShouldBeLessThanOrEqualTo(3);
        cache.Dispose();
        _files.OpenPaths.ShouldBeEmpty();
    }

    private IFileHandle Use(FileHandleCache cache, string path)
    {
        using var loan = cache.Borrow(_files, path, FileIntent.Write);
        return loan.Handle;
    }
}
