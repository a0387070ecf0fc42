using P2PShare.Engine.Creation;
using P2PShare.Engine.Storage;
using P2PShare.Interop.Tests.Infrastructure;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Interop.Tests.Creation;

/// <summary>The same tree, format and piece length give the same torrent with libtorrent and with us, and each reads what the other made.</summary>
public sealed class InfoHashTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly TemporaryDirectory _folder = new();
    private readonly CancellationTokenSource _limit = new(Limit);
    private readonly TorrentCreator _creator = new(new PhysicalFileSystem());

    public static TheoryData<TorrentFormat, int> FormatsAndPieceLengths()
    {
        var data = new TheoryData<TorrentFormat, int>();
        foreach (var format in Enum.GetValues<TorrentFormat>())
        {
            data.Add(format, 16 * 1024);
            data.Add(format, 64 * 1024);
            data.Add(format, 1024 * 1024);
        }

        return data;
    }

    public void Dispose()
    {
        _limit.Dispose();
        _folder.Dispose();
    }

    [ForeignClientTheory(ForeignClient.Libtorrent)]
    [MemberData(nameof(FormatsAndPieceLengths))]
    public async Task A_file_of_any_length_has_the_same_info_hash(TorrentFormat format, int pieceLength)
    {
        int[] lengths = [1, 16383, 16384, 16385, pieceLength - 1, pieceLength, pieceLength + 1, (5 * pieceLength) + 4321];

        await ShouldAgreeAsync(format, pieceLength, [.. lengths.Distinct().Select(length => _folder.WriteRandom($"ünï {length}.bin", length))]);
    }

    [ForeignClientTheory(ForeignClient.Libtorrent)]
    [MemberData(nameof(FormatsAndPieceLengths))]
    public async Task A_folder_has_the_same_info_hash(TorrentFormat format, int pieceLength)
    {
        _folder.Write("trip/notes.txt", "notes");
        _folder.Write("trip/empty", "");
        _folder.Write("trip/an empty one/too", "");
        _folder.WriteRandom("trip/day 1/raw/IMG.raw", 3_000_017);
        _folder.WriteRandom("trip/day 1.jpg", 65_536);
        _folder.WriteRandom("trip/day/1", pieceLength);
        _folder.WriteRandom("trip/day-1", 16_384);
        _folder.WriteRandom("trip/día 3/ветер и море.txt", 99_999);
        _folder.WriteRandom("trip/día 3/山.png", 1);
        File.SetUnixFileMode(_folder.Write("trip/run.sh", "#!/bin/sh\n"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        await ShouldAgreeAsync(format, pieceLength, _folder["trip"]);
    }

    [ForeignClientTheory(ForeignClient.Libtorrent)]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public async Task Folders_made_by_chance_have_the_same_info_hash(TorrentFormat format)
    {
        var random = new Random(52);

        // None that differ by case only: libtorrent renames those when it reads, in a way of its own.
        string[] names = ["a", "b", "C", "a b", "a.b", "a-b", "é", "山", "\U0001F600", "z z"];
        for (var round = 0; round < 5; round++)
        {
            for (var i = 0; i < 25; i++)
            {
                var folders = Enumerable.Range(0, random.Next(3)).Select(_ => $"d{names[random.Next(names.Length)]}/");
                _folder.WriteRandom($"{round}/{string.Concat(folders)}f{names[random.Next(names.Length)]}", random.Next(4) * random.Next(40_000), seed: i);
            }
        }

        await ShouldAgreeAsync(format, 32768, [.. Enumerable.Range(0, 5).Select(round => _folder[$"{round}"])]);
    }

    [ForeignClientTheory(ForeignClient.Libtorrent)]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public async Task A_folder_with_one_file_has_the_same_info_hash(TorrentFormat format)
    {
        _folder.WriteRandom("one/file", 40_000);

        await ShouldAgreeAsync(format, 16384, _folder["one"]);
    }

    // libtorrent 2.0.8 gives a link the executable bit that Linux shows for it, and a target that is not below the root, so that only
    // its reading of ours is compared.
    [ForeignClientTheory(ForeignClient.Libtorrent)]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public async Task Links_of_ours_lead_where_they_should(TorrentFormat format)
    {
        _folder.Write("tree/sub/target", "target");
        File.CreateSymbolicLink(_folder["tree/sub/near"], "target");
        File.CreateSymbolicLink(_folder["tree/far"], "sub/target");

        var ours = await MakeAsync(_folder["tree"], format, 16384, _folder["ours.torrent"]);
        var read = (await LibtorrentTorrents.MakeAndReadAsync(
            format, 16384, [(_folder["tree/sub/target"], _folder["ours.torrent"], _folder["theirs.torrent"])], _limit.Token))[0];

        read.V2.ShouldBe(ours.InfoHashes.V2?.ToString());
        read.Files.Where(file => file.Symlink is not null).Select(file => (file.Path, file.Symlink!.TrimStart('/')))
            .ShouldBe([("tree/far", "tree/sub/target"), ("tree/sub/near", "tree/sub/target")], ignoreOrder: true);
    }

    private async Task ShouldAgreeAsync(TorrentFormat format, int pieceLength, params string[] contents)
    {
        var torrents = contents.Select((content, i) => (Content: content, Ours: _folder[$"ours {i}.torrent"], Theirs: _folder[$"theirs {i}.torrent"])).ToArray();
        var made = new List<TorrentMetainfo>();
        foreach (var (content, ours, _) in torrents)
        {
            made.Add(await MakeAsync(content, format, pieceLength, ours));
        }

        var readings = await LibtorrentTorrents.MakeAndReadAsync(format, pieceLength, torrents, _limit.Token);
        for (var i = 0; i < torrents.Length; i++)
        {
            ShouldBeWhatTheyMade(made[i], MetainfoReader.Read(await File.ReadAllBytesAsync(torrents[i].Theirs, _limit.Token)));
            ShouldBeWhatTheyRead(made[i], readings[i]);
        }
    }

    private static void ShouldBeWhatTheyMade(TorrentMetainfo ours, TorrentMetainfo theirs)
    {
        theirs.InfoBytes.Span.SequenceEqual(ours.InfoBytes.Span).ShouldBeTrue($"the info dictionaries of {ours.Name} differ");
        theirs.InfoHashes.ShouldBe(ours.InfoHashes);
        theirs.Files.ShouldBe(ours.Files);
    }

    private static void ShouldBeWhatTheyRead(TorrentMetainfo ours, LibtorrentReading read)
    {
        read.V1.ShouldBe(ours.InfoHashes.V1?.ToString());
        read.V2.ShouldBe(ours.InfoHashes.V2?.ToString());
        read.PieceLength.ShouldBe(ours.Geometry.PieceLength);
        read.PieceCount.ShouldBe(ours.Geometry.PieceCount);

        // libtorrent takes every v2 torrent of one file as a file without a folder.
        var hasFolder = !ours.IsSingleFile && !(ours.Format == TorrentFormat.V2 && ours.Files.Count == 1);
        read.Files.Select(file => (file.Path, file.Length, file.Executable)).ShouldBe(
            from file in ours.Files
            where !file.IsPadding
            select (hasFolder ? $"{ours.Name}/{file.Path}" : file.Path, file.Length, file.IsExecutable));
    }

    private async Task<TorrentMetainfo> MakeAsync(string content, TorrentFormat format, int pieceLength, string torrent)
    {
        var made = await _creator.CreateAsync(content, new CreationOptions { Format = format, PieceLength = pieceLength }, null, _limit.Token);
        await File.WriteAllBytesAsync(torrent, MetainfoWriter.ToBytes(made), _limit.Token);
        return made;
    }
}
