using P2PShare.Engine.Creation;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Creation;

public sealed class PathFilterTests
{
    [Theory]
    [InlineData("*.tmp", "a.tmp", true)]
    [InlineData("*.tmp", "sub/deep/a.tmp", true)]
    [InlineData("*.tmp", "a.tmp.txt", false)]
    [InlineData("*.TMP", "a.tmp", false)]
    [InlineData("node_modules", "node_modules", true)]
    [InlineData("node_modules", "sub/node_modules/x/y", true)]
    [InlineData("node_modules", "my_node_modules", false)]
    [InlineData("node_modules/", "sub/node_modules/x", true)]
    [InlineData("sub/*.txt", "sub/a.txt", true)]
    [InlineData("sub/*.txt", "other/sub/a.txt", false)]
    [InlineData("sub/*.txt", "sub/deep/a.txt", false)]
    [InlineData("sub/**/*.txt", "sub/deep/er/a.txt", true)]
    [InlineData("**/raw/*", "day/raw/1", true)]
    [InlineData("/top", "top", true)]
    [InlineData("/top", "sub/top", false)]
    [InlineData("山*", "sub/山の写真", true)]
    public void An_excluded_glob_leaves_out_what_it_names(string glob, string path, bool leftOut) =>
        new PathFilter(new CreationOptions { Exclude = [glob] }).LeavesOut(path.Split('/')).ShouldBe(leftOut);

    [Theory]
    [InlineData("*.jpg", "day 1/a.jpg", true)]
    [InlineData("*.jpg", "day 1/a.png", false)]
    [InlineData("day 1", "day 1/a.png", true)]
    [InlineData("day 1", "day 2/a.png", false)]
    public void With_an_included_glob_only_what_it_names_is_taken(string glob, string path, bool taken) =>
        new PathFilter(new CreationOptions { Include = [glob] }).Takes(path.Split('/')).ShouldBe(taken);

    [Fact]
    public void Without_globs_everything_is_taken()
    {
        var filter = new PathFilter(new CreationOptions());

        filter.Takes(["a", "b"]).ShouldBeTrue();
        filter.LeavesOut(["a", "b"]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public void A_glob_that_names_nothing_is_refused(string glob) =>
        Should.Throw<CreationException>(() => new PathFilter(new CreationOptions { Exclude = [glob] }));
}
