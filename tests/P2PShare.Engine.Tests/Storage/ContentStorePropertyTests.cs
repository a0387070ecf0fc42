using FsCheck;
using FsCheck.Fluent;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Storage;

/// <summary>The store against the naive model: one array of bytes, with padding and gaps, and which of them were written.</summary>
public sealed class ContentStorePropertyTests
{
    private const string Folder = "/content";

    [Fact]
    public void Reads_back_what_was_written_and_puts_every_byte_where_it_belongs() =>
        Prop.ForAll(Cases(), static sample => new Run(sample).DoAll()).Check(Config.QuickThrowOnFailure.WithMaxTest(150));

    private static Arbitrary<Case> Cases() => (
        from format in Gen.Elements(TorrentFormat.V1, TorrentFormat.V2, TorrentFormat.Hybrid)
        from pieceLength in format == TorrentFormat.V1 ? Gen.Choose(1, 40_000) : Gen.Elements(16_384, 32_768)
        from lengths in Gen.Frequency((1, Gen.Constant(0)), (2, Gen.Choose(1, 20)), (3, Gen.Choose(1, 60_000)), (1, Gen.Constant(32_768))).NonEmptyListOf()
        from unwanted in Gen.Choose(0, lengths.Count - 1).ListOf()
        from seed in Gen.Choose(0, int.MaxValue)
        select new Case(format, pieceLength, [.. lengths.Take(8)], [.. unwanted.Take(3)], seed)).ToArbitrary();

    private sealed record Case(TorrentFormat Format, int PieceLength, int[] Lengths, int[] Unwanted, int Seed);

    private sealed class Run
    {
        private readonly InMemoryFileSystem _files = new(new ManualTimeProvider());
        private readonly FileHandleCache _handles = new(2);
        private readonly Random _random;
        private readonly TestTorrent _torrent;
        private readonly ContentLayout _layout;
        private readonly ContentStore _store;
        private readonly bool[] _known;

        public Run(Case sample)
        {
            _random = new Random(sample.Seed);
            _torrent = TestTorrent.OfFolder(sample.Format, sample.PieceLength, sample.Lengths);

            // Files are wanted by their index, and padding counts.
            var wanted = Enumerable.Range(0, _torrent.Metainfo.Files.Count).Where(i => !sample.Unwanted.Contains(i)).ToHashSet();
            _layout = new ContentLayout(_torrent.Metainfo, Folder, _files, wanted, "/state/parts");
            _store = new ContentStore(_layout, _handles, preallocate: _random.Next(2) == 0);
            _known = [.. Enumerable.Range(0, _torrent.Space.Length).Select(at => !IsContent(at))];
        }

        public void DoAll()
        {
            for (var i = 0; i < 12; i++)
            {
                WriteSomePiece();
                ReadSomeRange();
            }

            _store.Flush();
            _handles.Count.ShouldBeLessThanOrEqualTo(2);
            CheckFiles();
        }

        private bool IsContent(int at) => _torrent.Metainfo.Files.Any(file => !file.IsPadding && file.Offset <= at && at < file.Offset + file.Length);

        private void WriteSomePiece()
        {
            var piece = _torrent.Metainfo.Geometry.PieceCount == 0 ? -1 : _layout.WantedPieces.NextSet(_random.Next(_layout.WantedPieces.Length));
            if (piece < 0)
            {
                return;
            }

            var bytes = _torrent.Piece(piece);
            var offset = (int)_torrent.Metainfo.Geometry.OffsetOf(piece);
            _store.Write(offset, TestTorrent.InParts(bytes, _random.Next(Math.Max(1, bytes.Length / 10), bytes.Length + 1)));
            _known.AsSpan(offset, bytes.Length).Fill(true);
        }

        private void ReadSomeRange()
        {
            if (_torrent.Space.Length == 0)
            {
                return;
            }

            var offset = _random.Next(_torrent.Space.Length);
            var length = _random.Next(1, Math.Min(50_000, _torrent.Space.Length - offset) + 1);
            var first = new byte[_random.Next(length + 1)];
            var second = new byte[length - first.Length];
            first.AsSpan().Fill(0xEE);
            second.AsSpan().Fill(0xEE);

            var isRead = _store.TryRead(offset, [first, second]);

            byte[] read = [.. first, .. second];
            var expected = _torrent.Space.AsSpan(offset, length);
            var known = _known.AsSpan(offset, length);
            if (!known.Contains(false))
            {
                isRead.ShouldBeTrue();
            }

            for (var i = 0; isRead && i < length; i++)
            {
                read[i].ShouldBe(known[i] ? expected[i] : (byte)0);
            }
        }

        private void CheckFiles()
        {
            foreach (var path in _files.Paths.Where(path => path.StartsWith(Folder, StringComparison.Ordinal)))
            {
                var file = _torrent.Metainfo.Files.Where((file, i) => _layout.IsWanted(i) && _layout.PathOf(file) == path).ShouldHaveSingleItem();
                file.IsPadding.ShouldBeFalse();
                var content = _files.ReadAll(path);
                content.Length.ShouldBeLessThanOrEqualTo((int)file.Length);
                for (var i = 0; i < content.Length; i++)
                {
                    content[i].ShouldBe(_known[file.Offset + i] ? _torrent.Space[file.Offset + i] : (byte)0);
                }
            }
        }
    }
}
