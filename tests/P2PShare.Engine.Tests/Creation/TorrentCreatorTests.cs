using P2PShare.Engine.Creation;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Creation;

public sealed class TorrentCreatorTests : IDisposable
{
    private const int PieceLength = 32 * 1024;

    private readonly TemporaryDirectory _folder = new();
    private readonly TorrentCreator _creator = new(new PhysicalFileSystem());

    public static TheoryData<TorrentFormat, int> Boundaries()
    {
        var data = new TheoryData<TorrentFormat, int>();
        foreach (var format in Enum.GetValues<TorrentFormat>())
        {
            foreach (var length in new[] { 1, 16383, 16384, 16385, PieceLength - 1, PieceLength, PieceLength + 1, (3 * PieceLength) - 1, 3 * PieceLength, (5 * PieceLength) + 17 })
            {
                data.Add(format, length);
            }
        }

        return data;
    }

    public void Dispose() => _folder.Dispose();

    // The hashes are those that libtorrent 2.0.8 gives for the same file and folder; InfoHashTests of the interop tests asks it itself.
    [Theory]
    [InlineData(TorrentFormat.V1, "f248b8063e68808e5bc9a440e8445f82819a7135", null)]
    [InlineData(TorrentFormat.V2, null, "b8a295267b0d7328bf0b9c8eab5e66b82bd1a39ab355a2d382c483d9cc14f64a")]
    [InlineData(TorrentFormat.Hybrid, "1d6069a273652fa663a0bac0fe3f9eb938253acd", "c34153f63daa5d6670ea080eb9433a7da9331655e58fd396d411ed26af5b5aad")]
    public async Task A_file_has_the_info_hash_that_it_has_everywhere(TorrentFormat format, string? v1, string? v2)
    {
        var path = _folder.Write("hello.txt", string.Concat(Enumerable.Repeat("Hello, swarm!\n", 5000)));

        var torrent = await CreateAsync(path, format);

        torrent.InfoHashes.V1?.ToString().ShouldBe(v1);
        torrent.InfoHashes.V2?.ToString().ShouldBe(v2);
        torrent.IsSingleFile.ShouldBeTrue();
        torrent.Name.ShouldBe("hello.txt");
    }

    [Theory]
    [InlineData(TorrentFormat.V1, "b1fc383c73687702455b69e1576cfa1652b009a8", null)]
    [InlineData(TorrentFormat.V2, null, "2dda1950d8a72dc973badc054a1eec9abcce406ab3e5e0b88e36c5a2e3a95b24")]
    [InlineData(TorrentFormat.Hybrid, "ec5bf5196a1ecd604384caca84fb5cf1edeb2370", "8df40ebbae1346534720f542f9704f89b820fc9e8df5caf3f3b1d0bde639c35e")]
    public async Task A_folder_has_the_info_hash_that_it_has_everywhere(TorrentFormat format, string? v1, string? v2)
    {
        WriteTrip();

        var torrent = await CreateAsync(_folder["trip"], format);

        torrent.InfoHashes.V1?.ToString().ShouldBe(v1);
        torrent.InfoHashes.V2?.ToString().ShouldBe(v2);
    }

    [Theory]
    [MemberData(nameof(Boundaries))]
    public async Task Hashes_are_right_at_every_boundary(TorrentFormat format, int length)
    {
        var content = File.ReadAllBytes(_folder.WriteRandom("content.bin", length));

        var torrent = await CreateAsync(_folder["content.bin"], format);

        ShouldHaveHashesOf(torrent, [content]);
        torrent.TotalLength.ShouldBe(length);
    }

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public async Task Hashes_are_right_where_pieces_span_files(TorrentFormat format)
    {
        int[] lengths = [10, 0, PieceLength - 10, 1, PieceLength, 3, 0, (2 * PieceLength) + 5, 16384, 100, 200, 300, 0];
        var contents = lengths.Select((length, i) => File.ReadAllBytes(_folder.WriteRandom($"all/{i:00}", length, seed: i))).ToArray();

        var torrent = await CreateAsync(_folder["all"], format);

        ShouldHaveHashesOf(torrent, contents);
        torrent.Files.Where(file => !file.IsPadding).Select(file => (file.Path, file.Length)).ShouldBe(lengths.Select((length, i) => ($"{i:00}", (long)length)));
    }

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public async Task The_number_of_threads_makes_no_difference(TorrentFormat format)
    {
        for (var i = 0; i < 40; i++)
        {
            _folder.WriteRandom($"many/{i % 7}/{i}", i * i * 211, seed: i);
        }

        var one = await CreateAsync(_folder["many"], format, options => options with { Threads = 1 });

        foreach (var threads in new int?[] { 2, 3, 16, null })
        {
            var other = await CreateAsync(_folder["many"], format, options => options with { Threads = threads });
            other.InfoBytes.Span.SequenceEqual(one.InfoBytes.Span).ShouldBeTrue($"{threads} threads");
        }
    }

    [Theory]
    [InlineData(TorrentFormat.V1)]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public async Task A_piece_longer_than_all_buffers_is_hashed_in_parts(TorrentFormat format)
    {
        const int Huge = 16 * 1024 * 1024;
        var contents = new[] { (2 * Huge) + 12_345, 77 }.Select((length, i) => File.ReadAllBytes(_folder.WriteRandom($"huge/{i}", length, seed: i))).ToArray();

        var torrent = await CreateAsync(_folder["huge"], format, options => options with { PieceLength = Huge, Threads = 64 });

        ShouldHaveHashesOf(torrent, contents);
    }

    [Fact]
    public async Task Files_are_sorted_by_the_bytes_of_their_components_in_v1_too()
    {
        // As whole strings "a b/x" and "a.b" would come before "a/…", and as UTF-16 the last one before the one at U+FF5E.
        string[] expected = ["B", "a/b/c", "a/b-c", "a b/x", "a.b", "z", "é", "山", "\uFF5E", "\U0001F600"];
        foreach (var path in expected)
        {
            _folder.Write($"mixed/{path}", path);
        }

        var torrent = await CreateAsync(_folder["mixed"], TorrentFormat.V1);

        torrent.Files.Select(file => file.Path).ShouldBe(expected);
    }

    [Fact]
    public async Task Everything_asked_for_is_in_the_torrent_and_survives_being_written()
    {
        var path = _folder.Write("a.txt", "a");
        var options = new CreationOptions
        {
            Name = "other name",
            IsPrivate = true,
            Source = "us",
            Trackers = [["http://one.example/announce", "udp://two.example:1/announce"], ["https://three.example/announce"]],
            WebSeeds = ["https://seed.example/a.txt"],
            Nodes = ["node.example:6881"],
            Comment = "for you",
            CreatedBy = "a test",
            CreationDate = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000),
        };

        var made = await _creator.CreateAsync(path, options, null, default);
        var read = MetainfoReader.Read(MetainfoWriter.ToBytes(made));

        read.Name.ShouldBe("other name");
        read.IsPrivate.ShouldBeTrue();
        read.Source.ShouldBe("us");
        read.Trackers.ShouldBe(options.Trackers);
        read.WebSeeds.ShouldBe(options.WebSeeds);
        read.Nodes.ShouldBe(options.Nodes);
        read.Comment.ShouldBe("for you");
        read.CreatedBy.ShouldBe("a test");
        read.CreationDate.ShouldBe(options.CreationDate);
        read.InfoHashes.ShouldBe(made.InfoHashes);
        read.Warnings.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(TorrentFormat.V2)]
    [InlineData(TorrentFormat.Hybrid)]
    public async Task What_is_made_is_what_is_read(TorrentFormat format)
    {
        WriteTrip();
        var made = await CreateAsync(_folder["trip"], format);

        var read = MetainfoReader.Read(MetainfoWriter.ToBytes(made));

        read.InfoHashes.ShouldBe(made.InfoHashes);
        read.Files.ShouldBe(made.Files);
        read.PieceLayers.Count.ShouldBe(made.PieceLayers.Count);
    }

    [Fact]
    public async Task Files_of_the_same_content_share_one_layer()
    {
        _folder.WriteRandom("twins/a", 100_000);
        _folder.WriteRandom("twins/b", 100_000);

        (await CreateAsync(_folder["twins"], TorrentFormat.V2)).PieceLayers.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Executable_bits_are_kept()
    {
        _folder.Write("tools/plain", "plain");
        MakeExecutable(_folder.Write("tools/run", "run"));

        var torrent = await CreateAsync(_folder["tools"], TorrentFormat.Hybrid);

        torrent.Files.Where(file => file.IsExecutable).Select(file => file.Path).ShouldBe(["run"]);
        (await CreateAsync(_folder["tools/run"], TorrentFormat.V1)).Files[0].IsExecutable.ShouldBeTrue();
    }

    [Fact]
    public async Task Links_within_the_folder_are_kept_as_links()
    {
        _folder.Write("tree/sub/target", "target");
        File.CreateSymbolicLink(_folder["tree/sub/link"], "../sub/./target");
        File.CreateSymbolicLink(_folder["tree/dangling"], "nowhere");

        var torrent = await CreateAsync(_folder["tree"], TorrentFormat.V1);

        torrent.Files.Select(file => (file.Path, file.Length, file.SymlinkTarget))
            .ShouldBe([("dangling", 0, "nowhere"), ("sub/link", 0, "sub/target"), ("sub/target", 6, null)]);
    }

    [Fact]
    public async Task A_link_out_of_the_folder_is_an_error_that_names_it()
    {
        _folder.Write("tree/a", "a");
        File.CreateSymbolicLink(_folder["tree/out"], "../../etc/passwd");

        var failure = await Should.ThrowAsync<CreationException>(() => CreateAsync(_folder["tree"], TorrentFormat.V1));

        failure.Message.ShouldContain("tree/out");
        failure.Message.ShouldContain("../../etc/passwd");
        failure.IsStorage.ShouldBeFalse();
    }

    [Fact]
    public async Task Links_are_followed_when_asked()
    {
        _folder.Write("elsewhere/deep/file", "followed");
        _folder.Write("tree/a", "a");
        File.CreateSymbolicLink(_folder["tree/file"], "../elsewhere/deep/file");
        File.CreateSymbolicLink(_folder["tree/folder"], "../elsewhere");
        File.CreateSymbolicLink(_folder["tree/twice"], "file");

        var torrent = await CreateAsync(_folder["tree"], TorrentFormat.V1, options => options with { FollowSymlinks = true });

        torrent.Files.Select(file => (file.Path, file.Length, file.SymlinkTarget))
            .ShouldBe([("a", 1, null), ("file", 8, null), ("folder/deep/file", 8, null), ("twice", 8, null)]);
        ShouldHaveHashesOf(torrent, ["a"u8.ToArray(), "followed"u8.ToArray(), "followed"u8.ToArray(), "followed"u8.ToArray()]);
    }

    [Theory]
    [InlineData("loop", ".")]
    [InlineData("loop", "loop")]
    [InlineData("gone", "nowhere")]
    public async Task Links_that_never_end_or_lead_nowhere_are_errors_when_followed(string name, string target)
    {
        _folder.Write("tree/a", "a");
        File.CreateSymbolicLink(_folder[$"tree/{name}"], target);

        var failure = await Should.ThrowAsync<CreationException>(
            () => CreateAsync(_folder["tree"], TorrentFormat.V1, options => options with { FollowSymlinks = true }));

        failure.Message.ShouldContain("symbolic link");
    }

    [Fact]
    public async Task A_path_that_is_a_link_itself_is_followed_and_gives_the_name()
    {
        _folder.Write("real/a", "a");
        File.CreateSymbolicLink(_folder["named"], "real");

        var torrent = await CreateAsync(_folder["named"], TorrentFormat.V1);

        torrent.Name.ShouldBe("named");
        torrent.Files.Select(file => file.Path).ShouldBe(["a"]);
    }

    [Fact]
    public async Task Hidden_and_junk_files_are_left_out_unless_asked_for()
    {
        string[] junk = [".DS_Store", "._a", "Thumbs.db", "THUMBS.DB", "desktop.ini", ".Spotlight-V100/x", ".hidden", "sub/.git/config", "$RECYCLE.BIN/y"];
        foreach (var path in junk)
        {
            _folder.Write($"tree/{path}", path);
        }

        _folder.Write("tree/a", "a");
        _folder.Write("tree/sub/b", "b");

        (await CreateAsync(_folder["tree"], TorrentFormat.V1)).Files.Select(file => file.Path).ShouldBe(["a", "sub/b"]);
        (await CreateAsync(_folder["tree"], TorrentFormat.V1, options => options with { IncludeHidden = true })).Files.Count.ShouldBe(junk.Length + 2);
    }

    [Fact]
    public async Task What_is_named_is_shared_even_if_it_is_hidden()
    {
        _folder.Write(".secret/a", "a");
        _folder.Write(".file", "f");

        (await CreateAsync(_folder[".secret"], TorrentFormat.V1)).Files.Count.ShouldBe(1);
        (await CreateAsync(_folder[".file"], TorrentFormat.V1)).Name.ShouldBe(".file");
    }

    [Fact]
    public void A_list_tells_what_would_be_shared()
    {
        _folder.Write("tree/b/c", "12345");
        _folder.Write("tree/a", "1");
        _folder.Write("tree/skip.tmp", "1");

        _creator.List(_folder["tree"], new CreationOptions { Exclude = ["*.tmp"] }).ShouldBe([("a", 1), ("b/c", 5)]);
    }

    [Fact]
    public async Task Unusual_names_are_kept_as_they_are_in_the_torrent()
    {
        _folder.Write("odd/con", "1");
        _folder.Write("odd/back\\slash", "2");
        _folder.Write("odd/A.txt", "3");
        _folder.Write("odd/a.txt", "4");

        var torrent = await CreateAsync(_folder["odd"], TorrentFormat.V2);

        torrent.Files.Select(file => file.OriginalPath ?? file.Path).ShouldBe(["A.txt", "a.txt", "back\\slash", "con"]);
        torrent.Files.Select(file => file.Path.ToUpperInvariant()).ShouldBeUnique();
    }

    [Theory]
    [InlineData(TorrentFormat.V1, 16 * 1024 * 3, true)]
    [InlineData(TorrentFormat.V1, 16 * 1024, true)]
    [InlineData(TorrentFormat.V1, 1 << 29, true)]
    [InlineData(TorrentFormat.V1, (1 << 29) + (16 * 1024), false)]
    [InlineData(TorrentFormat.V1, 8 * 1024, false)]
    [InlineData(TorrentFormat.V1, 20_000, false)]
    [InlineData(TorrentFormat.V1, 0, false)]
    [InlineData(TorrentFormat.V1, -16384, false)]
    [InlineData(TorrentFormat.V2, 16 * 1024 * 3, false)]
    [InlineData(TorrentFormat.Hybrid, 16 * 1024 * 3, false)]
    [InlineData(TorrentFormat.Hybrid, 16 * 1024, true)]
    public async Task A_piece_length_must_fit_the_format(TorrentFormat format, int pieceLength, bool fits)
    {
        var path = _folder.Write("a", "a");
        Task<TorrentMetainfo> CreateAsync() => _creator.CreateAsync(path, new CreationOptions { Format = format, PieceLength = pieceLength }, null, default);

        if (fits)
        {
            (await CreateAsync()).Geometry.PieceLength.ShouldBe(pieceLength);
        }
        else
        {
            (await Should.ThrowAsync<CreationException>(CreateAsync)).Message.ShouldContain($"{pieceLength}");
        }
    }

    [Fact]
    public async Task More_pieces_than_readers_take_are_refused_before_anything_is_read()
    {
        var path = _folder["sparse"];
        using (var file = File.Create(path))
        {
            file.SetLength((0x200000L * 16384) + 1);
        }

        var options = new CreationOptions { PieceLength = 16384 };
        var failure = await Should.ThrowAsync<CreationException>(() => _creator.CreateAsync(path, options, null, default));

        failure.Message.ShouldContain("2097153 pieces");
    }

    [Fact]
    public async Task A_folder_that_v2_cannot_tell_from_its_file_is_refused()
    {
        _folder.Write("same/same", "x");

        (await Should.ThrowAsync<CreationException>(() => CreateAsync(_folder["same"], TorrentFormat.V2))).Message.ShouldContain("same name");
        (await CreateAsync(_folder["same"], TorrentFormat.Hybrid)).IsSingleFile.ShouldBeFalse();
        (await CreateAsync(_folder["same"], TorrentFormat.V2, options => options with { Name = "other" })).IsSingleFile.ShouldBeFalse();
    }

    [Theory]
    [InlineData("nothing here")]
    [InlineData("only hidden")]
    [InlineData("only empty")]
    [InlineData("empty file")]
    [InlineData("missing")]
    public async Task Nothing_to_share_is_an_error_that_names_the_path(string name)
    {
        Directory.CreateDirectory(_folder["nothing here/sub"]);
        _folder.Write("only hidden/.a", "a");
        _folder.Write("only empty/a", "");
        _folder.Write("empty file", "");

        var failure = await Should.ThrowAsync<CreationException>(() => CreateAsync(_folder[name], TorrentFormat.V1));

        failure.Message.ShouldContain(_folder[name]);
        failure.IsStorage.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("..")]
    [InlineData("a/b")]
    public async Task A_name_that_is_no_name_is_refused(string name)
    {
        var path = _folder.Write("a", "a");

        await Should.ThrowAsync<CreationException>(() => CreateAsync(path, TorrentFormat.V1, options => options with { Name = name }));
    }

    [Theory]
    [InlineData("ftp://tracker.example/announce")]
    [InlineData("tracker.example:80")]
    public async Task A_tracker_that_nobody_could_use_is_refused(string url)
    {
        var path = _folder.Write("a", "a");

        var failure = await Should.ThrowAsync<CreationException>(() => CreateAsync(path, TorrentFormat.V1, options => options with { Trackers = [[url]] }));

        failure.Message.ShouldContain(url);
        await Should.ThrowAsync<CreationException>(() => CreateAsync(path, TorrentFormat.V1, options => options with { WebSeeds = [url] }));
        await Should.ThrowAsync<CreationException>(() => CreateAsync(path, TorrentFormat.V1, options => options with { Nodes = ["no port"] }));
    }

    private Task<TorrentMetainfo> CreateAsync(string path, TorrentFormat format, Func<CreationOptions, CreationOptions>? change = null)
    {
        var options = new CreationOptions { Format = format, PieceLength = PieceLength };
        return _creator.CreateAsync(path, change?.Invoke(options) ?? options, null, default);
    }

    private void WriteTrip()
    {
        for (var i = 0; i < 5; i++)
        {
            _folder.Write($"trip/day {i}/ветер.txt", string.Concat(Enumerable.Repeat($"line {i}\n", i * 4000)));
        }

        _folder.Write("trip/day.txt", "sorted behind the folders");
        MakeExecutable(_folder.Write("trip/run.sh", "#!/bin/sh\n"));
    }

    private static void MakeExecutable(string path)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    private static void ShouldHaveHashesOf(TorrentMetainfo torrent, IReadOnlyList<byte[]> contents)
    {
        var pieceLength = torrent.Geometry.PieceLength;
        if (torrent.Format != TorrentFormat.V2)
        {
            var isPadded = torrent.Format == TorrentFormat.Hybrid && contents.Count > 1;
            torrent.PieceHashes.ToArray().ShouldBe(NaiveHashes.Pieces(contents, pieceLength, isPadded));
        }

        if (torrent.Format != TorrentFormat.V1)
        {
            var files = torrent.Files.Where(file => !file.IsPadding).ToArray();
            files.Select(file => file.PiecesRoot).ShouldBe(contents.Select(content => content.Length == 0 ? (Sha256Hash?)null : NaiveHashes.Root(content)));
            foreach (var content in contents.Where(content => content.Length > pieceLength))
            {
                torrent.PieceLayers[NaiveHashes.Root(content)].ToArray().ShouldBe(NaiveHashes.Layer(content, pieceLength));
            }
        }
    }
}
