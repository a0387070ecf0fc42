using System.Runtime.Versioning;
using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>The disk refuses: the program says so, ends with 6, and the same command goes on once the cause is gone.</summary>
public sealed class StorageFailureTests(ITestOutputHelper output)
{
    private const int StorageFailed = 6;

    [ForeignClientFact(ForeignClient.Mount)]
    public async Task A_full_disk_ends_a_download_which_goes_on_once_there_is_room()
    {
        using var folder = new TestFolder();
        await using var disk = await SmallDisk.MountAsync(folder.Make("disk"), megabytes: 4);
        await using var pair = new LoopbackPair(folder, output);
        var content = Content.MakeFile(folder.Make("source"));
        await pair.StartSeedAsync(content, "64KiB");

        var (full, first) = await pair.GetAsync(disk.Path, []);
        full.ShouldBe(StorageFailed);
        ErrorOf(first).ShouldContain(content.Name);

        await disk.GrowAsync(megabytes: 64);
        var (exitCode, second) = await pair.GetAsync(disk.Path, []);

        exitCode.ShouldBe(0);
        content.ShouldBeIn(disk.Path);
        var fetchedAgain = LoopbackPair.Result(second, "downloaded").GetInt64() - LoopbackPair.Result(first, "downloaded").GetInt64();
        fetchedAgain.ShouldBeLessThan(content.Length - (1024 * 1024), "what had been written was lost");
    }

    [UnsupportedOSPlatform("windows")]
    [ForeignClientFact(ForeignClient.Permissions)]
    public async Task A_folder_that_may_not_be_written_ends_a_download_which_goes_on_once_it_may()
    {
        using var folder = new TestFolder();
        await using var pair = new LoopbackPair(folder, output);
        var content = Content.MakeFile(folder.Make("source"));
        await pair.StartSeedAsync(content, "64KiB");
        var target = folder.Make("got");
        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        var (refused, first) = await pair.GetAsync(target, [], UnderPermissions());
        refused.ShouldBe(StorageFailed);
        ErrorOf(first).ShouldContain(target);

        File.SetUnixFileMode(target, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var (exitCode, _) = await pair.GetAsync(target, [], UnderPermissions());
        exitCode.ShouldBe(0);
        content.ShouldBeIn(target);
    }

    [Fact]
    public async Task A_seed_whose_content_is_cut_short_underneath_it_says_so_and_ends()
    {
        using var folder = new TestFolder();
        await using var pair = new LoopbackPair(folder, output);
        var content = Content.MakeFile(folder.Make("source"));
        var seed = await pair.StartSeedAsync(content, "64KiB");
        await using (var file = File.OpenWrite(content.Path))
        {
            file.SetLength(100_000);
        }

        var get = pair.StartGet(folder.Make("got"), []);

        (await seed.WaitForExitAsync(pair.Token)).ShouldBe(StorageFailed);
        ErrorOf(seed).ShouldContain(content.Name);
        get.HasExited.ShouldBeFalse();
    }

    /// <summary>The message of the <c>error</c> event, whose code is the exit code's.</summary>
    private static string ErrorOf(ProgramProcess process)
    {
        var error = process.Events("error").ShouldHaveSingleItem();
        error.GetProperty("code").GetInt32().ShouldBe(StorageFailed);
        return error.GetProperty("message").GetString()!;
    }

    /// <summary>Root is above permissions, unless it gives that up.</summary>
    private static string[] UnderPermissions() =>
        Environment.IsPrivilegedProcess ? ["setpriv", "--bounding-set", "-dac_override,-dac_read_search"] : [];
}
