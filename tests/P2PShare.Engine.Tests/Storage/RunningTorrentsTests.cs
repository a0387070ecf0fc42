using P2PShare.Engine.Storage;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class RunningTorrentsTests
{
    private const string Processes = "/state/processes";

    private readonly InMemoryFileSystem _files = new(new ManualTimeProvider());

    [Fact]
    public void Holds_one_descriptor_however_many_torrents_run()
    {
        var running = Open();
        var taken = Enumerable.Range(0, 50).Select(number => running.TryTake(PathOf(number), out _).ShouldNotBeNull()).ToList();

        _files.OpenPaths.ShouldHaveSingleItem().ShouldStartWith(Processes);

        taken.ForEach(static torrent => torrent.Dispose());
        _files.OpenPaths.ShouldBeEmpty();
        _files.Paths.ShouldNotContain(static path => path.StartsWith(Processes, StringComparison.Ordinal));
    }

    [Fact]
    public void Another_takes_only_what_is_free()
    {
        var (one, other) = (Open(), Open());
        using var first = one.TryTake(PathOf(1), out _).ShouldNotBeNull();
        var second = one.TryTake(PathOf(2), out _).ShouldNotBeNull();

        other.TryTake(PathOf(1), out var holder).ShouldBeNull();
        one.TryTake(PathOf(1), out _).ShouldBeNull();
        holder.ShouldBe("this process");
        other.TryTake(PathOf(2), out _).ShouldBeNull();

        second.Dispose();
        second.Dispose();
        using var next = other.TryTake(PathOf(2), out _).ShouldNotBeNull();
        one.TryTake(PathOf(2), out _).ShouldBeNull();
    }

    [Fact]
    public void All_that_a_killed_process_ran_is_free_though_another_goes_on()
    {
        var killed = Open();
        _ = killed.TryTake(PathOf(1), out _).ShouldNotBeNull();
        _ = killed.TryTake(PathOf(2), out _).ShouldNotBeNull();
        _files.Kill();

        using var first = Open().TryTake(PathOf(1), out _).ShouldNotBeNull();
        using var second = Open().TryTake(PathOf(2), out _).ShouldNotBeNull();

        Open().TryTake(PathOf(1), out _).ShouldBeNull();
        _files.Paths.Count(static path => path.StartsWith(Processes, StringComparison.Ordinal)).ShouldBe(2);
    }

    [Theory]
    [InlineData("")]
    [InlineData("4711")]
    [InlineData("../../etc-passwd")]
    [InlineData("garbled\0-\0")]
    public void A_file_that_names_no_process_is_free(string content)
    {
        _files.WriteAll(PathOf(1), System.Text.Encoding.ASCII.GetBytes(content));

        using var taken = Open().TryTake(PathOf(1), out _).ShouldNotBeNull();
    }

    [Fact]
    public void A_file_that_an_earlier_version_holds_is_taken()
    {
        using var held = _files.TryLock(PathOf(1)).ShouldNotBeNull();

        Open().TryTake(PathOf(1), out var holder).ShouldBeNull();

        holder.ShouldBe("another process");
        _files.OpenPaths.ShouldHaveSingleItem();
    }

    [Fact]
    public void Real_files_are_held_against_others_too()
    {
        using var folder = new TemporaryDirectory();
        var files = new PhysicalFileSystem();
        var (one, other) = (new RunningTorrents(files, folder["processes"]), new RunningTorrents(files, folder["processes"]));
        using (one.TryTake(folder["a.lock"], out _).ShouldNotBeNull())
        {
            other.TryTake(folder["a.lock"], out var holder).ShouldBeNull();
            holder.ShouldBe("this process");
        }

        using var next = other.TryTake(folder["a.lock"], out _).ShouldNotBeNull();
        one.TryTake(folder["a.lock"], out _).ShouldBeNull();
    }

    private static string PathOf(int number) => $"/state/torrents/{number}.lock";

    private RunningTorrents Open() => new(_files, Processes);
}
