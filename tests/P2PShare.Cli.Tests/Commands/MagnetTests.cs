using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Commands;

public sealed class MagnetTests : IDisposable
{
    private readonly TestApp _app = new();

    public void Dispose() => _app.Dispose();

    [Fact]
    public async Task Prints_the_link_alone()
    {
        _app.Folder.Write("a.torrent", Some.Torrent("Our trip.txt"));

        var run = await _app.RunAsync("magnet", "a.torrent");

        run.Code.ShouldBe(ExitCode.Done);
        run.Output.ShouldBe($"magnet:?xt=urn:btih:{Some.Metainfo("Our trip.txt").InfoHashes.V1}&dn=Our%20trip.txt&xl=5\n");
        run.Error.ShouldBe("");
    }

    [Fact]
    public async Task Prints_a_link_a_line_for_several()
    {
        _app.Folder.Write("a.torrent", Some.Torrent("a"));
        _app.Folder.Write("b.torrent", Some.Torrent("b"));

        (await _app.RunAsync("magnet", "a.torrent", "b.torrent")).Output.Split('\n').Length.ShouldBe(3);
    }

    [Fact]
    public async Task Has_a_JSON_form() =>
        (await _app.RunAsync("magnet", "c12fe1c06bba254a9dc9f519b335aa7c1367a88a", "--json")).Output.ShouldBeApprovedAs("magnet-json");
}
