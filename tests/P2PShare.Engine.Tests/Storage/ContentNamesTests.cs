using P2PShare.Engine.Creation;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

/// <summary>Content under names that are not made here: found where its maker has it, never made so, and never left the folder for.</summary>
public sealed class ContentNamesTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly PhysicalFileSystem _files = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public async Task What_its_maker_has_is_found_under_its_own_names(TorrentFormat format)
    {
        foreach (var name in (string[])["src/aux.c", "10:00.jpg", "Readme", "README", "plain", "back\\slash", "dot."])
        {
            _folder.WriteRandom($"maker/10:00/{name}", 20_000, name.GetHashCode(StringComparison.Ordinal));
        }

        _folder.Write("maker/10:00/nul", "");
        var torrent = await CreateAsync("maker/10:00", format);

        (await VerifyAsync(torrent, "maker")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task What_was_downloaded_is_found_under_safe_names_though_one_is_anothers_own()
    {
        // The safe name of the first is the second's own.
        _folder.WriteRandom("maker/trip/a:b", 20_000, 1);
        var safe = (await CreateAsync("maker/trip", TorrentFormat.V1)).Files[0].Path;
        _folder.WriteRandom($"maker/trip/{safe}", 20_000, 2);
        var torrent = await CreateAsync("maker/trip", TorrentFormat.V1);
        torrent.Files.Select(file => file.OriginalPath).ShouldContain("a:b");
        foreach (var file in torrent.Files)
        {
            Directory.CreateDirectory(Path.GetDirectoryName(_folder[$"friend/trip/{file.Path}"])!);
            File.Copy(_folder[$"maker/trip/{file.OriginalPath ?? file.Path}"], _folder[$"friend/trip/{file.Path}"]);
        }

        (await VerifyAsync(torrent, "maker")).Ok.ShouldBeTrue();
        (await VerifyAsync(torrent, "friend")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task A_single_file_is_found_under_its_own_name()
    {
        _folder.WriteRandom("maker/aux.c", 20_000);
        var torrent = await CreateAsync("maker/aux.c", TorrentFormat.V1);
        torrent.Name.ShouldNotBe("aux.c");

        (await VerifyAsync(torrent, "maker")).Ok.ShouldBeTrue();
    }

    [Fact]
    public async Task Nothing_is_ever_written_under_an_unsafe_name()
    {
        _folder.WriteRandom("maker/10:00/aux.c", 20_000);
        var torrent = await CreateAsync("maker/10:00", TorrentFormat.V1);

        var layout = new ContentLayout(torrent, _folder["maker"], _files);

        layout.Files.ShouldHaveSingleItem().Path.ShouldBe(_folder[$"maker/{torrent.Name}/{torrent.Files[0].Path}"]);
        layout.Files[0].Path.ShouldNotBe(_folder["maker/10:00/aux.c"]);
        layout.TorrentDirectory.ShouldBe(_folder[$"maker/{torrent.Name}"]);
    }

    [Theory]
    [InlineData("10:00/aux.c")]
    [InlineData("10:00/src")]
    [InlineData("10:00")]
    public async Task No_link_is_followed_to_an_own_name(string linked)
    {
        _folder.WriteRandom("maker/10:00/src/x:y", 20_000, 1);
        _folder.WriteRandom("maker/10:00/aux.c", 20_000, 2);
        var torrent = await CreateAsync("maker/10:00", TorrentFormat.V2);
        Directory.Move(_folder["maker"], _folder["outside"]);
        Directory.CreateDirectory(_folder["maker/10:00"]);
        foreach (var entry in Directory.GetFileSystemEntries(_folder["outside/10:00"]))
        {
            Directory.Move(entry, _folder[$"maker/10:00/{Path.GetFileName(entry)}"]);
        }

        Directory.Move(_folder[$"maker/{linked}"], _folder["outside/moved"]);
        File.CreateSymbolicLink(_folder[$"maker/{linked}"], _folder["outside/moved"]);

        var report = await VerifyAsync(torrent, "maker");

        report.Ok.ShouldBeFalse();
        report.Files.Count(file => file.Status == VerifiedFileStatus.Ok).ShouldBe(linked == "10:00" ? 0 : 1);
    }

    [Theory]
    [InlineData("../../secret")]
    [InlineData("sub/../../../secret")]
    public void A_name_that_leads_out_is_a_bug_and_not_a_way_out(string original)
    {
        _folder.WriteRandom("secret", 20_000);
        var torrent = Testing.Torrents.TestTorrent.Create(
            TorrentFormat.V1, 16_384, "trip", isSingleFile: false, [("file", new byte[20_000])], file => file with { OriginalPath = original });

        Should.Throw<ArgumentException>(() => new ContentLayout(torrent.Metainfo, _folder["home"], _files, isReadOnly: true).LookAtFiles());
    }

    private Task<TorrentMetainfo> CreateAsync(string path, TorrentFormat format) => new TorrentCreator(_files).CreateAsync(
        _folder[path], new CreationOptions { Format = format, PieceLength = 16_384 }, null, CancellationToken.None);

    private Task<VerifyReport> VerifyAsync(TorrentMetainfo torrent, string directory) =>
        new ContentVerifier(_files).VerifyAsync(torrent, _folder[directory], null, CancellationToken.None);
}
