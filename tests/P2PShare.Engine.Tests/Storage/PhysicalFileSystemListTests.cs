using P2PShare.Engine.Storage;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class PhysicalFileSystemListTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly PhysicalFileSystem _files = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Lists_everything_in_a_folder_and_nothing_below_it()
    {
        _folder.Write("tree/a", "a");
        _folder.Write("tree/.hidden", "h");
        _folder.Write("tree/sub/b", "b");
        File.CreateSymbolicLink(_folder["tree/link"], "nowhere");

        _files.List(_folder["tree"]).ShouldBe([".hidden", "a", "link", "sub"], ignoreOrder: true);
    }

    [Fact]
    public void Says_what_a_link_says_and_null_where_there_is_none()
    {
        _folder.Write("file", "f");
        File.CreateSymbolicLink(_folder["link"], "../some/where");

        _files.LinkTarget(_folder["link"]).ShouldBe("../some/where");
        _files.LinkTarget(_folder["file"]).ShouldBeNull();
        _files.LinkTarget(_folder["missing"]).ShouldBeNull();
    }

    [Fact]
    public void A_folder_that_is_missing_or_no_folder_is_a_failure()
    {
        _folder.Write("file", "f");

        Should.Throw<IOException>(() => _files.List(_folder["missing"]));
        Should.Throw<IOException>(() => _files.List(_folder["file"]));
    }

    [Fact]
    public void Confined_it_follows_no_link_on_the_way()
    {
        _folder.Write("elsewhere/secret", "s");
        _folder.Write("root/sub/a", "a");
        File.CreateSymbolicLink(_folder["elsewhere/link"], "secret");
        File.CreateSymbolicLink(_folder["root/planted"], "../elsewhere");
        var confined = _files.Below(_folder["root"]);

        confined.List(_folder["root"]).ShouldBe(["planted", "sub"], ignoreOrder: true);
        confined.List(_folder["root/sub"]).ShouldBe(["a"]);
        confined.LinkTarget(_folder["root/planted"]).ShouldBe("../elsewhere");
        Should.Throw<IOException>(() => confined.List(_folder["root/planted"]));
        confined.LinkTarget(_folder["root/planted/link"]).ShouldBeNull();
    }
}
