using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

public sealed class ContentVerifierTests : IDisposable
{
    private readonly TemporaryDirectory _folder = new();
    private readonly FaultPlan _plan = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public async Task All_is_well_with_what_is_as_it_should_be(TorrentFormat format)
    {
        var torrent = Torrent(format);
        torrent.WriteTo(_folder.Path);

        var report = await VerifyAsync(torrent);

        report.Ok.ShouldBeTrue();
        report.TotalLength.ShouldBe(141_000);
        report.ValidLength.ShouldBe(141_000);
        report.ValidPieces.ShouldBe(report.PieceCount);
        report.Files.Select(file => file.Path).ShouldBe(torrent.Files.Select(file => file.Path));
        report.Files.ShouldAllBe(file => file.Status == VerifiedFileStatus.Ok && file.ValidLength == file.Length);
    }

    [Fact]
    public async Task Says_of_each_file_what_is_the_matter_with_it()
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V2, 16_384, 40_000, 40_000, 40_000, 40_000, 40_000, 0, 0, 40_000);
        torrent.WriteTo(_folder.Path);
        File.Delete(PathOf(torrent, 1));
        Resize(torrent, 2, 20_000);
        Resize(torrent, 3, 40_001);
        Corrupt(torrent, 4, 20_000);
        File.Delete(PathOf(torrent, 5));
        Resize(torrent, 6, 1);
        _plan.FailAll("file7", new UnauthorizedAccessException("denied"), FileOperation.OpenToRead);

        var report = await VerifyAsync(torrent);

        report.Ok.ShouldBeFalse();
        report.Files.Select(file => (file.Status, file.ValidLength)).ShouldBe([
            (VerifiedFileStatus.Ok, 40_000),
            (VerifiedFileStatus.Missing, 0),
            (VerifiedFileStatus.Short, 16_384),
            (VerifiedFileStatus.Long, 40_000),
            (VerifiedFileStatus.Corrupt, 40_000 - 16_384),
            (VerifiedFileStatus.Missing, 0),
            (VerifiedFileStatus.Long, 0),
            (VerifiedFileStatus.Unreadable, 0),
        ]);
        report.ValidLength.ShouldBe(report.Files.Sum(file => file.ValidLength));
    }

    [Fact]
    public async Task Blames_no_file_for_a_neighbour_that_is_missing()
    {
        var torrent = TestTorrent.OfFolder(TorrentFormat.V1, 16_384, 40_000, 40_000, 40_000);
        torrent.WriteTo(_folder.Path);
        File.Delete(PathOf(torrent, 1));

        var report = await VerifyAsync(torrent);

        report.Ok.ShouldBeFalse();
        report.Files.Select(file => file.Status).ShouldBe([VerifiedFileStatus.Ok, VerifiedFileStatus.Missing, VerifiedFileStatus.Ok]);
        report.Files[0].ValidLength.ShouldBe(32_768);
    }

    [Fact]
    public async Task A_file_that_is_too_long_is_not_well_even_when_all_pieces_are()
    {
        var torrent = Torrent(TorrentFormat.V1);
        torrent.WriteTo(_folder.Path);
        Resize(torrent, 2, 1_001);

        var report = await VerifyAsync(torrent);

        report.ValidPieces.ShouldBe(report.PieceCount);
        report.Ok.ShouldBeFalse();
    }

    [Fact]
    public async Task A_link_in_place_of_a_file_is_not_followed()
    {
        var torrent = Torrent(TorrentFormat.V1);
        torrent.WriteTo(_folder.Path);
        File.Move(PathOf(torrent, 0), _folder["elsewhere"]);
        File.CreateSymbolicLink(PathOf(torrent, 0), _folder["elsewhere"]);

        (await VerifyAsync(torrent)).Files[0].ShouldBe(new VerifiedFile(torrent.Files[0].Path, 100_000, VerifiedFileStatus.Unreadable, 0));
    }

    [Fact]
    public async Task A_folder_that_is_not_there_is_a_failure()
    {
        var failure = await Should.ThrowAsync<StorageException>(() =>
            new ContentVerifier(new PhysicalFileSystem()).VerifyAsync(Torrent(TorrentFormat.V1).Metainfo, _folder["missing"], null, CancellationToken.None));

        failure.Path.ShouldBe(_folder["missing"]);
    }

    private static TestTorrent Torrent(TorrentFormat format) => TestTorrent.OfFolder(format, 16_384, 100_000, 40_000, 1_000, 0);

    private Task<VerifyReport> VerifyAsync(TestTorrent torrent) =>
        new ContentVerifier(new FaultyFileSystem(new PhysicalFileSystem(), _plan)).VerifyAsync(torrent.Metainfo, _folder.Path, null, CancellationToken.None);

    private string PathOf(TestTorrent torrent, int file) => _folder[$"folder/{torrent.Files[file].Path}"];

    private void Resize(TestTorrent torrent, int file, long length)
    {
        using var stream = File.OpenWrite(PathOf(torrent, file));
        stream.SetLength(length);
    }

    private void Corrupt(TestTorrent torrent, int file, long at)
    {
        using var stream = File.Open(PathOf(torrent, file), FileMode.Open);
        stream.Position = at;
        stream.WriteByte((byte)(torrent.Files[file].Content[at] ^ 1));
    }
}
