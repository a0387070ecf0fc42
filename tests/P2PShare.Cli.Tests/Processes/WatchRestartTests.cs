using System.Text.Json;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Processes;

/// <summary>A watch that is killed without a word, and the next one.</summary>
public sealed class WatchRestartTests : IDisposable
{
    private readonly TestApp _seeder = new();
    private readonly TemporaryDirectory _folder = new();

    public WatchRestartTests()
    {
        _seeder.Folder.WriteRandom("film.bin", 3_000_000);
        _folder.Write("in/here.torrent", Some.Torrent("here.txt", "hello"));
        _folder.Write("got/here.txt", "hello");
    }

    public void Dispose()
    {
        _seeder.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_was_begun_goes_on_and_what_is_done_or_failed_stays_that()
    {
        (await _seeder.RunAsync("create", "film.bin", "-l", "64KiB", "-o", _folder["film.torrent"])).Code.ShouldBe(ExitCode.Done);
        var seeding = _seeder.RunAsync("seed", _folder["film.torrent"], "--bind", "127.0.0.1", "--json", "-u", "1MiB");
        var port = (await _seeder.PrintsEventAsync("listening", seeding)).GetProperty("port").GetInt32();
        string[] watch = ["watch", "in", "-o", "got", "--bind", "127.0.0.1", "--peer", $"127.0.0.1:{port}", "--json"];

        // Slow enough to be killed on the way, however long this test is kept waiting.
        using (var first = RunningProgram.Start(_folder, [.. watch, "-d", "64KiB"]))
        {
            await Eventually.Is(() => File.Exists(_folder["in/done/here.torrent"]));
            File.Copy(_folder["film.torrent"], _folder["in/film.torrent"]);
            await Eventually.Is(() => Progress(first) > 500_000);
            File.Copy(_folder["film.torrent"], _folder["in/again.torrent"]);
            await Eventually.Is(() => File.Exists(_folder["in/failed/again.torrent.error"]));
            await first.KillAsync();
            File.Exists(_folder["in/film.torrent"]).ShouldBeTrue(first.Output);
        }

        using var second = RunningProgram.Start(_folder, watch);
        await Eventually.Is(() => File.Exists(_folder["in/done/film.torrent"]));
        second.Signal("INT");

        (await second.EndsAsync()).ShouldBe(ExitCode.Done, second.Error);
        Events(second, "downloading").ShouldHaveSingleItem().GetProperty("bytes_done").GetInt64().ShouldBeGreaterThan(400_000);
        Events(second, "result").Select(result => $"{result.GetProperty("torrent").GetString()} {result.GetProperty("outcome").GetString()}")
            .ShouldBe(["film.torrent completed", "here.torrent completed"], ignoreOrder: true);
        File.ReadAllBytes(_folder["got/film.bin"]).ShouldBe(File.ReadAllBytes(_seeder.Folder["film.bin"]));
        Directory.EnumerateFiles(_folder["in"], "*", SearchOption.AllDirectories).Select(path => Path.GetRelativePath(_folder["in"], path))
            .ShouldBe(["done/film.torrent", "done/here.torrent", "failed/again.torrent", "failed/again.torrent.error"], ignoreOrder: true);
        _seeder.Signal();
        await seeding;
    }

    private static long Progress(RunningProgram program) =>
        Events(program, "progress").Where(line => line.GetProperty("bytes_total").GetInt64() > 1000).Select(line => line.GetProperty("bytes_done").GetInt64()).LastOrDefault();

    private static IReadOnlyList<JsonElement> Events(RunningProgram program, string kind) =>
    [
        .. program.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Where(line => line.StartsWith($"{{\"event\":\"{kind}\"", StringComparison.Ordinal)).Select(line => JsonDocument.Parse(line).RootElement),
    ];
}
