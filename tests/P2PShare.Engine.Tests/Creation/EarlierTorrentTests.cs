using P2PShare.Engine.Creation;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Creation;

public sealed class EarlierTorrentTests : IDisposable
{
    private static readonly DateTime Before = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private static readonly DateTime Made = Before.AddHours(1);

    private readonly TemporaryDirectory _folder = new();
    private readonly TorrentCreator _creator = new(new PhysicalFileSystem());

    public EarlierTorrentTests()
    {
        _folder.WriteRandom("trip/film.bin", 100_000);
        _folder.Write("trip/день 1/notes.txt", "hello");
        _folder.Write("trip/empty", "");
        foreach (var file in Directory.EnumerateFiles(_folder["trip"], "*", SearchOption.AllDirectories))
        {
            File.SetLastWriteTimeUtc(file, Before);
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.Hybrid)]
    [InlineData(TorrentFormat.V2)]
    public async Task A_torrent_holds_while_nothing_has_changed(TorrentFormat format)
    {
        var options = new CreationOptions { Format = format, Trackers = [["http://a/announce"], ["http://b/announce"]], CreatedBy = "one" };
        var torrent = await MakeAsync(options);

        _creator.IsUpToDate(_folder["trip"], options with { CreatedBy = "another" }, torrent, Made).ShouldBeTrue();
        TorrentCreator.IsSame(torrent, await MakeAsync(options with { CreationDate = DateTimeOffset.UnixEpoch })).ShouldBeTrue();

        _folder.Write("trip/film.bin", "shorter");
        File.SetLastWriteTimeUtc(_folder["trip/film.bin"], Before);
        _creator.IsUpToDate(_folder["trip"], options, torrent, Made).ShouldBeFalse();
    }

    [Fact]
    public async Task It_does_not_where_anything_else_is_asked_for()
    {
        var torrent = await MakeAsync(new CreationOptions());

        foreach (var options in (CreationOptions[])[
            new() { Comment = "new" }, new() { Trackers = [["http://a/announce"]] }, new() { WebSeeds = ["http://a/"] }, new() { Nodes = ["a:1"] }, new() { Source = "new" },
            new() { IsPrivate = true }, new() { PieceLength = 65536 }, new() { Name = "new" }, new() { Format = TorrentFormat.Hybrid }, new() { Exclude = ["empty"] }])
        {
            _creator.IsUpToDate(_folder["trip"], options, torrent, Made).ShouldBeFalse(options.ToString());
            TorrentCreator.IsSame(torrent, await MakeAsync(options)).ShouldBeFalse(options.ToString());
        }
    }

    [Fact]
    public async Task It_may_not_where_a_file_is_new_or_was_written_since()
    {
        var options = new CreationOptions();
        var torrent = await MakeAsync(options);

        _creator.IsUpToDate(_folder["trip"], options, torrent, Before).ShouldBeFalse();
        File.SetLastWriteTimeUtc(_folder.Write("trip/new", ""), Before);
        _creator.IsUpToDate(_folder["trip"], options, torrent, Made).ShouldBeFalse();
    }

    private async Task<TorrentMetainfo> MakeAsync(CreationOptions options) =>
        MetainfoReader.Read(MetainfoWriter.ToBytes(await _creator.CreateAsync(_folder["trip"], options, progress: null, CancellationToken.None)));
}
