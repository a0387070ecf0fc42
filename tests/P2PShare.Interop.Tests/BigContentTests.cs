using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using Shouldly;
using Xunit.Abstractions;

namespace P2PShare.Interop.Tests;

/// <summary>What people share is larger than memory: how much of it the program holds at most, on both sides.</summary>
public sealed class BigContentTests(ITestOutputHelper output)
{
    private const long MostMemory = 200L * 1000 * 1000;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(6);

    [BigFact]
    public Task A_file_of_5_GB_goes_through_little_memory() => RunAsync(
        5_500_000_000, directory => Content.MakeFile(directory, 5_000_000_000, "film.mkv"));

    [BigFact]
    public Task A_folder_of_20000_files_goes_through_little_memory() => RunAsync(
        400_000_000, directory => Content.MakeManyFiles(directory, fileCount: 20_000));

    private async Task RunAsync(long room, Func<string, Content> make)
    {
        using var folder = new TestFolder(2 * room);
        await using var pair = new LoopbackPair(folder, output);
        var content = make(folder.Make("source"));
        var seed = await pair.StartSeedAsync(content, "1MiB", Limit);
        var target = folder.Make("got");

        var get = pair.StartGet(target, []);
        var completed = await get.WaitForEventAsync("completed", pair.Token);
        var peaks = (Seed: seed.PeakMemory, Get: get.PeakMemory);
        var elapsed = completed.GetProperty("time").GetDateTimeOffset() - get.Events("listening")[0].GetProperty("time").GetDateTimeOffset();

        output.WriteLine(Measurements.Add($"{content.Name}: {content.Length / 1e6 / elapsed.TotalSeconds:0} MB/s, peak memory seed {peaks.Seed / 1e6:0} MB, get {peaks.Get / 1e6:0} MB"));
        content.ShouldBeIn(target);
        peaks.Seed.ShouldNotBeNull().ShouldBeLessThan(MostMemory);
        peaks.Get.ShouldNotBeNull().ShouldBeLessThan(MostMemory);
    }
}
