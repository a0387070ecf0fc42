using System.Text;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Metainfo;

public sealed class InfoDictionaryWriterTests
{
    private static readonly TorrentFormat[] AllFormats = [TorrentFormat.V1, TorrentFormat.V2, TorrentFormat.Hybrid];

    // The hashes are what libtorrent 2.0.8 computes for the same trees.
    [Theory]
    [InlineData(TorrentFormat.V1, "e75d06c87cbe548f7f8208c5cdab842397a6f4c2", null)]
    [InlineData(TorrentFormat.V2, null, "3ea07bebd5835586aaf826988bacc9b413666474b223db7982d75fb8a8ec521d")]
    [InlineData(TorrentFormat.Hybrid, "399300418bc16881c0ed95a7d7640ddb00aec790", "eb6f1ceb0f99ac49d9d1fc42ac9688d6a7d8d669d2d598e8fa779b8fc462b1f5")]
    public void Gives_a_folder_the_info_hashes_that_libtorrent_gives_it(TorrentFormat format, string? v1, string? v2)
    {
        var info = InfoDictionaryWriter.ToBytes(Folder().Describe(format) with { IsPrivate = true });

        var hashes = MetainfoReader.FromInfo(info).InfoHashes;

        hashes.V1?.ToString().ShouldBe(v1);
        hashes.V2?.ToString().ShouldBe(v2);
    }

    [Theory]
    [InlineData(TorrentFormat.V1, "74adf7e094d93f268df03e07e5afec5f077d4f19", null)]
    [InlineData(TorrentFormat.V2, null, "2003cbd838735706008b9e0a153057bb7ad57ea054c9c2800e6ae75968d39ba9")]
    [InlineData(TorrentFormat.Hybrid, "1a47b1d8d655e17212c8c63d8f84825d4b69ee05", "2c4ab36f2a5daa194188a37f29ab78f7f4da22fde5cd20f542dbfab5bdd51f0e")]
    public void Gives_a_single_file_the_info_hashes_that_libtorrent_gives_it(TorrentFormat format, string? v1, string? v2)
    {
        var hashes = new MadeContent("c", true, 32768).Add("c", MadeContent.Pattern(40000)).ToMetainfo(format).InfoHashes;

        hashes.V1?.ToString().ShouldBe(v1);
        hashes.V2?.ToString().ShouldBe(v2);
    }

    [Fact]
    public void What_is_described_is_read_again()
    {
        foreach (var format in AllFormats)
        {
            var described = Folder().Describe(format) with { IsPrivate = true, Source = "friends" };

            var metainfo = MetainfoReader.FromInfo(InfoDictionaryWriter.ToBytes(described));

            metainfo.Format.ShouldBe(format);
            metainfo.Name.ShouldBe("trip");
            metainfo.IsPrivate.ShouldBeTrue();
            metainfo.Source.ShouldBe("friends");
            metainfo.Warnings.ShouldBeEmpty();
            var files = metainfo.Files.Where(file => !file.IsPadding).ToList();
            files.Select(file => file.Path).ShouldBe(["a/b.txt", "a-b", "c", "empty", "grün.gpx", "link"]);
            files.Select(file => file.Length).ShouldBe([5, 10, 40000, 0, 16384, 0]);
            files.Single(file => file.IsExecutable).Path.ShouldBe("c");
            files.Single(file => file.SymlinkTarget is not null).SymlinkTarget.ShouldBe("a/b.txt");
        }
    }

    [Theory]
    [InlineData(TorrentFormat.V1, 100, 3, 0)]
    [InlineData(TorrentFormat.V2, 100, 3, 0)]
    [InlineData(TorrentFormat.Hybrid, 100, 3, 16284)]
    [InlineData(TorrentFormat.Hybrid, 16384, 3, 0)]
    [InlineData(TorrentFormat.Hybrid, 0, 3, 0)]
    [InlineData(TorrentFormat.Hybrid, 100, 1, 0)]
    public void Fills_up_to_the_next_piece_only_in_a_hybrid_of_several_files(TorrentFormat format, long length, int count, long expected)
    {
        InfoDictionaryWriter.PaddingAfter(format, length, 16384, count).ShouldBe(expected);
    }

    [Fact]
    public void A_source_makes_another_info_hash_of_the_same_content()
    {
        var described = Folder().Describe(TorrentFormat.V1);

        InfoDictionaryWriter.ToBytes(described with { Source = "a" }).ShouldNotBe(InfoDictionaryWriter.ToBytes(described));
    }

    [Theory]
    [InlineData("b", "a")]
    [InlineData("a", "a")]
    [InlineData("a", "a/b")]
    [InlineData("a-b", "a/b")]
    [InlineData("\U0001F600", "\uFF5E")]
    public void Refuses_files_that_are_not_in_the_order_of_a_tree(string first, string second)
    {
        var content = new MadeContent("trip", false, 16384).Add(first, [1]).Add(second, [2]);

        Should.Throw<ArgumentException>(() => InfoDictionaryWriter.ToBytes(content.Describe(TorrentFormat.V2)));
    }

    [Fact]
    public void The_order_of_content_is_that_of_UTF8_bytes_component_by_component()
    {
        string[] ordered = ["a/z", "a-b", "a.b", "aa", "e\u0301", "é", "\uD7FF", "\uFF5E", "\U0001F600", "\U0001F601"];

        var sorted = ordered.Reverse().Order(Comparer<string>.Create((x, y) => ContentOrder.Instance.Compare(x.Split('/'), y.Split('/'))));

        sorted.ShouldBe(ordered);
        ordered.Order(Comparer<string>.Create(CompareBytes)).ShouldBe(ordered);
    }

    private static int CompareBytes(string x, string y) =>
        Encoding.UTF8.GetBytes(x.Replace('/', '\0')).AsSpan().SequenceCompareTo(Encoding.UTF8.GetBytes(y.Replace('/', '\0')));

    private static MadeContent Folder() => new MadeContent("trip", false, 16384)
        .Add("a/b.txt", MadeContent.Pattern(5))
        .Add("a-b", MadeContent.Pattern(10))
        .Add("c", MadeContent.Pattern(40000), isExecutable: true)
        .Add("empty", [])
        .Add("grün.gpx", MadeContent.Pattern(16384))
        .AddLink("link", "a/b.txt");
}
