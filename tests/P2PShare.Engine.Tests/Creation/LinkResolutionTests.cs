using P2PShare.Engine.Creation;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Creation;

public sealed class LinkResolutionTests
{
    [Theory]
    [InlineData("link", "a", "a")]
    [InlineData("link", "./a//b/", "a/b")]
    [InlineData("x/link", "a", "x/a")]
    [InlineData("x/link", "../a", "a")]
    [InlineData("x/y/link", "../../a", "a")]
    [InlineData("x/y/link", "..", "x")]
    [InlineData("x/link", "../x/../y/a", "y/a")]
    [InlineData("link", "..", null)]
    [InlineData("link", "../a", null)]
    [InlineData("link", ".", null)]
    [InlineData("x/link", "..", null)]
    [InlineData("x/link", "../../a", null)]
    [InlineData("x/link", "../../x/a", null)]
    [InlineData("link", "a/../../root/a", null)]
    [InlineData("link", "/etc/passwd", null)]
    public void A_link_is_kept_only_where_it_points_into_the_folder(string link, string target, string? expected)
    {
        var inside = LinkResolution.Inside(link.Split('/'), target);

        (inside is null ? null : string.Join('/', inside)).ShouldBe(expected);
    }
}
