using P2PShare.Cli.Inputs;
using Shouldly;
using Xunit;

namespace P2PShare.Cli.Tests.Inputs;

public sealed class PathPatternsTests : IDisposable
{
    private readonly TestApp _app = new();

    public PathPatternsTests()
    {
        foreach (var file in (string[])["a.txt", "b.txt", "[c].txt", ".hidden.txt", "x/a.txt", "x/y/a.txt", "x/y/b.bin", "x/.z/a.txt", "what?"])
        {
            _app.Folder.Write(file, "");
        }

        Directory.CreateSymbolicLink(_app.Folder["x/round"], _app.Folder["x"]);
    }

    public void Dispose() => _app.Dispose();

    [Theory]
    [InlineData("a.txt", "a.txt")]
    [InlineData("[c].txt", "[c].txt")]
    [InlineData("*.txt", "[c].txt", "a.txt", "b.txt")]
    [InlineData("?.txt", "a.txt", "b.txt")]
    [InlineData(".h*", ".hidden.txt")]
    [InlineData("*/a.txt", "x/a.txt")]
    [InlineData("x/*", "x/a.txt", "x/round", "x/y")]
    [InlineData("**/a.txt", "a.txt", "x/a.txt", "x/y/a.txt")]
    [InlineData("x/**/**/*.txt", "x/a.txt", "x/y/a.txt")]
    [InlineData("x/y/**", "x/y/a.txt", "x/y/b.bin")]
    [InlineData("./x/../x/*.txt", "./x/../x/a.txt")]
    [InlineData("what?", "what?")]
    [InlineData("nothing*", "nothing*")]
    [InlineData("nowhere/*", "nowhere/*")]
    [InlineData("magnet:?xt=urn:btih:*", "magnet:?xt=urn:btih:*")]
    [InlineData("http://host/*?a", "http://host/*?a")]
    [InlineData("-", "-")]
    public void A_pattern_stands_for_what_a_shell_would_take(string pattern, params string[] paths) =>
        PathPatterns.Expand(_app.Context(), pattern).ShouldBe(paths);

    [Fact]
    public void An_absolute_pattern_stands_for_absolute_paths() =>
        PathPatterns.Expand(_app.Context(), _app.Folder["?.txt"]).ShouldBe([_app.Folder["a.txt"], _app.Folder["b.txt"]]);
}
