using P2PShare.Engine.Creation;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Creation;

public sealed class CreationFailureTests : IDisposable
{
    private static readonly CreationOptions Options = new() { PieceLength = 16384, Threads = 3, Format = TorrentFormat.Hybrid };

    private readonly TemporaryDirectory _folder = new();

    public CreationFailureTests()
    {
        for (var i = 0; i < 6; i++)
        {
            _folder.WriteRandom($"tree/{i % 2}/{i}", i * 10_000, seed: i);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Whichever_call_fails_the_failure_names_a_path_and_nothing_stays_open()
    {
        var expected = await new TorrentCreator(new PhysicalFileSystem()).CreateAsync(_folder["tree"], Options, null, default);
        var failures = 0;
        for (var failing = 1; ; failing++)
        {
            var calls = 0;
            var files = new MeddlingFileSystem((_, path) =>
            {
                if (Interlocked.Increment(ref calls) == failing)
                {
                    throw new IOException($"Input/output error : '{path}'", 5);
                }
            });

            try
            {
                var torrent = await new TorrentCreator(files).CreateAsync(_folder["tree"], Options, null, default);
                torrent.InfoHashes.ShouldBe(expected.InfoHashes);
                break;
            }
            catch (CreationException exception)
            {
                failures++;
                exception.IsStorage.ShouldBeTrue();
                exception.Message.ShouldContain(_folder["tree"]);
            }

            files.OpenHandles.ShouldBe(0);
        }

        // 3 folders and 6 files looked at, 3 listed; 5 files opened and, with the empty one, looked at again; and all reads.
        failures.ShouldBeGreaterThan(3 + 6 + 3 + 5 + 6);
    }

    [Theory]
    [InlineData("open")]
    [InlineData("list")]
    public async Task What_may_not_be_read_is_a_failure_of_storage(string denied)
    {
        var files = new MeddlingFileSystem((call, _) =>
        {
            if (call == denied)
            {
                throw new UnauthorizedAccessException();
            }
        });

        var failure = await Should.ThrowAsync<CreationException>(() => new TorrentCreator(files).CreateAsync(_folder["tree"], Options, null, default));

        failure.IsStorage.ShouldBeTrue();
        failure.Message.ShouldContain("permission denied while reading");
    }

    [Theory]
    [InlineData("longer")]
    [InlineData("shorter")]
    [InlineData("touched")]
    [InlineData("replaced")]
    [InlineData("deleted")]
    [InlineData("link")]
    public async Task A_file_that_changes_before_it_is_opened_is_named(string change) => await ChangesAsync("open", _folder["tree/1/5"], change);

    [Theory]
    [InlineData("longer")]
    [InlineData("shorter")]
    [InlineData("touched")]
    [InlineData("replaced")]
    [InlineData("deleted")]
    public async Task A_file_that_changes_while_it_is_read_is_named(string change) => await ChangesAsync("read", _folder["tree/1/5"], change);

    [Theory]
    [InlineData("longer")]
    [InlineData("deleted")]
    public async Task An_empty_file_that_changes_is_named(string change) => await ChangesAsync("read", _folder["tree/1/5"], change, _folder["tree/0/0"]);

    [Fact]
    public async Task Cancelling_ends_it_at_once_and_leaves_nothing_open()
    {
        using var cancel = new CancellationTokenSource();
        var reads = 0;
        var files = new MeddlingFileSystem((call, _) =>
        {
            if (call == "read" && Interlocked.Increment(ref reads) == 3)
            {
                cancel.Cancel();
            }
        });

        await Should.ThrowAsync<OperationCanceledException>(() => new TorrentCreator(files).CreateAsync(_folder["tree"], Options, null, cancel.Token));

        files.OpenHandles.ShouldBe(0);
        reads.ShouldBeLessThan(7);
    }

    [Fact]
    public async Task Cancelling_ends_the_search_for_files_too()
    {
        using var cancel = new CancellationTokenSource();
        var looks = 0;
        var files = new MeddlingFileSystem((call, _) =>
        {
            looks += call == "look" ? 1 : 0;
            if (looks == 2)
            {
                cancel.Cancel();
            }
        });

        await Should.ThrowAsync<OperationCanceledException>(() => new TorrentCreator(files).CreateAsync(_folder["tree"], Options, null, cancel.Token));

        looks.ShouldBe(2);
    }

    [Fact]
    public async Task A_name_that_is_no_UTF_8_is_named_as_such()
    {
        // .NET decodes such a name to one under which nothing lies.
        _folder.Write("names/fine", "x");
        var files = new MeddlingFileSystem((_, _) => { }) { ExtraName = "a\uFFFDb" };

        var failure = await Should.ThrowAsync<CreationException>(() => new TorrentCreator(files).CreateAsync(_folder["names"], Options, null, default));

        failure.Message.ShouldContain("UTF-8");
    }

    private async Task ChangesAsync(string atCall, string atPath, string change, string? path = null)
    {
        path ??= atPath;
        var done = 0;
        var files = new MeddlingFileSystem((call, called) =>
        {
            if (call == atCall && called == atPath && Interlocked.Exchange(ref done, 1) == 0)
            {
                Change(path, change);
            }
        });

        var failure = await Should.ThrowAsync<CreationException>(() => new TorrentCreator(files).CreateAsync(_folder["tree"], Options, null, default));

        failure.Message.ShouldContain(path);
        failure.IsStorage.ShouldBeFalse();
        files.OpenHandles.ShouldBe(0);
    }

    private static void Change(string path, string change)
    {
        switch (change)
        {
            case "longer":
                File.AppendAllText(path, "x");
                break;
            case "shorter":
                using (var file = File.OpenWrite(path))
                {
                    file.SetLength(file.Length - 1);
                }

                break;
            case "touched":
                File.SetLastWriteTimeUtc(path, File.GetLastWriteTimeUtc(path).AddSeconds(1));
                break;
            case "replaced":
                File.WriteAllBytes(path + ".new", File.ReadAllBytes(path));
                File.SetLastWriteTimeUtc(path + ".new", File.GetLastWriteTimeUtc(path).AddSeconds(-5));
                File.Move(path + ".new", path, overwrite: true);
                break;
            case "deleted":
                File.Delete(path);
                break;
            case "link":
                File.Move(path, path + ".moved");
                File.CreateSymbolicLink(path, path + ".moved");
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(change));
        }
    }
}
