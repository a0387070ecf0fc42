using System.Text;
using FsCheck;
using FsCheck.Fluent;
using P2PShare.Protocol.Metainfo;
using Shouldly;
using Xunit;

namespace P2PShare.Protocol.Tests.Metainfo;

public sealed class MetainfoPropertyTests
{
    private static readonly byte[][] Torrents =
    [
        Folder().ToTorrent(TorrentFormat.V1),
        Folder().ToTorrent(TorrentFormat.V2),
        Folder().ToTorrent(TorrentFormat.Hybrid),
        new RawTorrent { Before = [("announce", Raw.Text("http://a.example/")), ("creation date", Raw.Number(5)), ("nodes", Raw.List())] }.ToBytes(),
    ];

    // What is worth finding in torrents, beside any byte at all.
    private static readonly byte[][] Snippets =
        [.. new[] { "e", "d", "l", "i-1e", "i9223372036854775807e", "0:", "2:..", "1:/", "i0e", "de", "le", "4:path", "4:attr1:l", "4:attr1:p", "12:meta versioni2e" }.Select(Raw.ToBytes)];

    [Fact]
    public void A_damaged_torrent_is_read_or_refused_and_nothing_else()
    {
        var changes = Gen.Choose(0, int.MaxValue).Select(seed => new Random(seed)).ToArbitrary();

        Prop.ForAll(changes, random =>
        {
            var torrent = Damage(Torrents[random.Next(Torrents.Length)], random);
            var before = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                RequireSound(MetainfoReader.Read(torrent));
            }
            catch (MetainfoException exception)
            {
                exception.Message.ShouldNotBeEmpty();
            }

            return GC.GetAllocatedBytesForCurrentThread() - before < 4_000_000;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(3000));
    }

    [Fact]
    public void Any_bytes_at_all_are_a_path_that_stays_inside_and_is_alone()
    {
        // Few letters, so that names often fall on each other.
        var component = Gen.Elements("aAbß./\\ :\0é\u0301\u202eCON1".ToCharArray()).ArrayOf().Select(letters => Encoding.UTF8.GetBytes(letters));
        var paths = component.NonEmptyListOf().Where(path => path.Count <= 100).ListOf().ToArbitrary();

        Prop.ForAll(paths, all =>
        {
            var safe = new SafePaths(1 << 20);
            var taken = all.Select(path => safe.Add(path.Aggregate((RawPath?)null, (folder, name) => new RawPath(folder, name))!).Text).ToList();

            taken.ForEach(RequireSafe);
            taken.Select(path => CanonicalDecomposition.Of(path).ToUpperInvariant()).ShouldBeUnique();
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void The_same_bytes_always_give_the_same_path()
    {
        Prop.ForAll<byte[]>(name => Single(name ?? []) == Single(name ?? [])).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void What_is_safe_stays_as_it_is()
    {
        Prop.ForAll<byte[]>(name =>
        {
            var safe = Single(name ?? []).Split('/')[^1];
            return Single(Encoding.UTF8.GetBytes(safe)) == safe;
        }).QuickCheckThrowOnFailure();
    }

    [Fact]
    public void A_magnet_link_is_read_or_refused_and_nothing_else()
    {
        Prop.ForAll<string>(text =>
        {
            try
            {
                _ = MagnetLink.Parse("magnet:?xt=urn:btih:0123456789abcdef0123456789abcdef01234567&" + text).ToString();
                _ = MagnetLink.Parse(text ?? "").ToString();
            }
            catch (MetainfoException)
            {
                // Refused.
            }

            return true;
        }).QuickCheckThrowOnFailure();
    }

    private static MadeContent Folder() => new MadeContent("trip", false, 16384)
        .Add("a/b.txt", MadeContent.Pattern(5))
        .Add("c", MadeContent.Pattern(40000), isExecutable: true)
        .Add("empty", [])
        .AddLink("link", "a/b.txt");

    private static byte[] Damage(byte[] torrent, Random random)
    {
        var bytes = torrent.ToList();
        for (var changes = random.Next(1, 5); changes > 0 && bytes.Count > 0; changes--)
        {
            var at = random.Next(bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 8), bytes.Count - at));
                    break;
                case 3:
                    bytes.InsertRange(at, Snippets[random.Next(Snippets.Length)]);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 200), bytes.Count - at)));
                    break;
            }
        }

        return [.. bytes];
    }

    private static void RequireSound(TorrentMetainfo metainfo)
    {
        foreach (var file in metainfo.Files)
        {
            file.Length.ShouldBeGreaterThanOrEqualTo(0);
            file.Offset.ShouldBeInRange(0, metainfo.Geometry.Span);
            (file.Offset + file.Length).ShouldBeLessThanOrEqualTo(metainfo.Geometry.Span);
            RequireSafe(file.Path);
        }

        metainfo.Geometry.PieceCount.ShouldBeInRange(1, 0x200000);
        metainfo.Files.Where(file => !file.IsPadding).Select(file => file.Path).ShouldBeUnique();
    }

    private static void RequireSafe(string path)
    {
        foreach (var name in path.Split('/'))
        {
            name.ShouldNotBeOneOf("", ".", "..");
            name.AsSpan().ContainsAny("\\:<>\"|?*\0\u001b").ShouldBeFalse();
            Encoding.UTF8.GetByteCount(name).ShouldBeLessThanOrEqualTo(255);
            name[^1].ShouldNotBeOneOf('.', ' ');
        }
    }

    private static string Single(byte[] name) => new SafePaths(1 << 20).Add(new RawPath(null, name)).Text;
}
