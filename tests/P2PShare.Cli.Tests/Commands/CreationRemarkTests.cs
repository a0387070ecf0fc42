using P2PShare.Cli.Views;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

/// <summary>What <c>create</c> warns of, and how that is silenced.</summary>
public sealed class CreationRemarkTests : IDisposable
{
    private readonly TestApp _app = new();

    public CreationRemarkTests() => _app.Folder.Write("trip/a.txt", "hello");

    private TemporaryDirectory Folder => _app.Folder;

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("no-tracker", "it names no tracker")]
    [InlineData("no-tracker", "a private torrent without a tracker", "--private")]
    [InlineData("format", "aria2 1.36", "--format", "hybrid", "-t", "http://a/announce")]
    [InlineData("tracker", "tracker `http://127.0.0.1:6969/announce`: only this machine reaches it", "-t", "http://127.0.0.1:6969/announce")]
    [InlineData("tracker", "tracker `udp://localhost:6969`: only this machine reaches it", "-t", "udp://localhost:6969")]
    [InlineData("tracker", "tracker `http://[::]:80/announce`: no machine has that address", "-t", "http://[::]:80/announce")]
    [InlineData("tracker", "tracker `http://t.invalid/announce`: no machine can have that name", "-t", "http://t.invalid/announce")]
    [InlineData("tracker", "tracker `udp://t.example/announce`: a UDP tracker needs a port", "-t", "udp://t.example/announce")]
    [InlineData("tracker", "tracker `http://t.example:6969`: HTTP trackers usually are at a path such as `http://t.example:6969/announce`", "-t", "http://t.example:6969")]
    [InlineData("piece-length", "the piece length 48KiB is no power of two, which some clients refuse; without `--piece-length` it would be 16KiB", "-l", "48KiB", "-t", "http://a/announce")]
    [InlineData("piece-length", "the piece length 32MiB is more than many clients take", "-l", "32MiB", "-t", "http://a/announce")]
    public async Task Warns_and_names_the_flag_that_silences_it(string kind, string message, params string[] options)
    {
        var warned = await _app.RunAsync(["create", "trip", "--json", .. options]);

        warned.Code.ShouldBe(ExitCode.Done, warned.Error);
        warned.Error.ShouldStartWith("warning: " + message);
        warned.Error.ShouldEndWith($" (`--allow {kind}` silences this)\n");
        var warning = warned.Json.GetProperty("warnings").EnumerateArray().ShouldHaveSingleItem();
        (warning.GetProperty("kind").GetString(), warning.GetProperty("message").GetString()!.StartsWith(message, StringComparison.Ordinal)).ShouldBe((kind, true));

        var silent = await _app.RunAsync(["create", "trip", "--json", "--force", "--allow", kind, .. options]);

        silent.Error.ShouldBe("");
        silent.Json.TryGetProperty("warnings", out _).ShouldBeFalse();
    }

    [UnixFact]
    public async Task Names_that_other_systems_cannot_store_are_told_with_what_becomes_of_them()
    {
        Folder.Write("trip/aux.c", "x");
        Folder.Write("trip/10:00.jpg", "x");

        var run = await _app.RunAsync("create", "trip", "-t", "http://a/announce");

        run.Error.ShouldBe("warning: 2 names cannot be stored on every system; for those who get it `10:00.jpg` is `10_00.jpg`, `aux.c` is `_aux.c` (`--allow names` silences this)\n");
        (await _app.RunAsync("create", "trip", "-t", "http://a/announce", "--force", "--allow", "names")).Error.ShouldBe("");
    }

    [Fact]
    public async Task A_torrent_of_a_torrent_is_probably_a_mistake()
    {
        Folder.Write("trip.torrent", Some.Torrent());

        (await _app.RunAsync("create", "trip.torrent", "-t", "http://a/announce")).Error
            .ShouldStartWith("warning: `trip.torrent` is a torrent itself: `p2pshare seed trip.torrent` shares what it describes");
    }

    [Theory]
    [InlineData("http://192.0.2.1/announce")]
    [InlineData("udp://t.example:6969")]
    [InlineData("https://t.example/x?passkey=1")]
    public async Task What_others_can_reach_is_not_warned_of(string tracker) =>
        (await _app.RunAsync("create", "trip", "-t", tracker)).Error.ShouldBe("");

    [Fact]
    public async Task A_kind_that_is_not_there_is_an_error()
    {
        var run = await _app.RunAsync("create", "trip", "--allow", "everything");

        run.Code.ShouldBe(ExitCode.Usage);
        run.Error.ShouldStartWith($"error: `everything` is no value for --allow: expected {string.Join(", ", CreationRemarks.Kinds)}");
    }

    [Fact]
    public async Task A_folder_of_hidden_files_alone_is_told_how_to_be_taken()
    {
        Folder.Write("hidden/.a", "x");

        var run = await _app.RunAsync("create", "hidden");

        run.Code.ShouldBe(ExitCode.BadInput);
        run.Error.ShouldContain("or all are hidden or left out");
        run.Error.ShouldContain("hint: `--hidden` takes hidden files too.");
    }
}

/// <summary>A test of names that Windows cannot store.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class UnixFactAttribute : FactAttribute
{
    public UnixFactAttribute()
    {
        if (OperatingSystem.IsWindows())
        {
            Skip = "Windows cannot store such names";
        }
    }
}
