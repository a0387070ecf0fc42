using BenchmarkDotNet.Attributes;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;
using ContentLayout = P2PShare.Engine.Storage.ContentLayout;

namespace P2PShare.Benchmarks.Storage;

/// <summary>Opening the record of a torrent, as each torrent does at the start: nearly all that it costs must be reading bytes. Every second piece is here, the worst case for ranges.</summary>
[MemoryDiagnoser]
public class TorrentRecordBenchmarks
{
    private readonly string _folder = Directory.CreateTempSubdirectory("p2pshare-benchmark-").FullName;
    private StateFolder _state = null!;
    private ContentLayout _layout = null!;

    /// <summary>Pieces of the torrent.</summary>
    [Params(1_000, 10_000, 100_000, 1_000_000)]
    public int Pieces { get; set; }

    [GlobalSetup]
    public void Write()
    {
        var content = Directory.CreateDirectory(Path.Combine(_folder, "content")).FullName;
        var length = (long)Pieces * PieceGeometry.BlockLength;
        using (var file = File.Create(Path.Combine(content, "content")))
        {
            file.SetLength(length);
        }

        _state = new StateFolder(Path.Combine(_folder, "state"), new PhysicalFileSystem());
        var metainfo = MetainfoReader.FromInfo(InfoDictionaryWriter.ToBytes(new InfoDescription
        {
            Format = TorrentFormat.V1,
            Name = "content",
            IsSingleFile = true,
            PieceLength = PieceGeometry.BlockLength,
            Files = [new DescribedFile { Path = ["content"], Length = length }],
            PieceHashes = new byte[Pieces * Sha1Hash.Size],
        }));
        _layout = _state.Lay(metainfo, content);
        using var record = TorrentRecord.Open(_state, _layout, TimeProvider.System);
        var all = new Bitfield(Pieces);
        all.SetAll();
        var good = new Bitfield(Pieces);
        for (var piece = 0; piece < Pieces; piece += 2)
        {
            good.Set(piece);
        }

        record.Checked(all, good);
    }

    [GlobalCleanup]
    public void Delete() => Directory.Delete(_folder, recursive: true);

    [Benchmark]
    public int Open()
    {
        using var record = TorrentRecord.Open(_state, _layout, TimeProvider.System);
        return record.Resume.Trusted.Count;
    }
}
