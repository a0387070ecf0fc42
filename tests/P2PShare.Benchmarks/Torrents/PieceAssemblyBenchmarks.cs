using BenchmarkDotNet.Attributes;
using P2PShare.Engine;
using P2PShare.Engine.Creation;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.Pieces;
using P2PShare.Testing.Torrents;

namespace P2PShare.Benchmarks.Torrents;

/// <summary>
/// The way of blocks to the disk: each copied into a lease and put into its piece's buffer, the piece hashed, written and recorded by the workers. A file of
/// 16 MiB is written over and over, all its pieces under way at once; costs are a block's.
/// </summary>
[MemoryDiagnoser]
public class PieceAssemblyBenchmarks
{
    private const int ContentLength = 16 * 1024 * 1024;
    private const int Blocks = ContentLength / PieceGeometry.BlockLength;

    private readonly string _folder = Directory.CreateTempSubdirectory("p2pshare-benchmark-").FullName;
    private readonly CountdownEvent _left = new(1);
    private readonly Action<IReadOnlyList<SettledPiece>> _done;
    private EngineContext _context = null!;
    private TorrentContent _content = null!;
    private TestTorrent _torrent = null!;
    private IReadOnlyList<ReadOnlyMemory<byte>>[] _pieces = [];

    public PieceAssemblyBenchmarks() => _done = Done;

    [Params(TorrentFormat.V1, TorrentFormat.V2)]
    public TorrentFormat Format { get; set; }

    /// <summary>Bytes.</summary>
    [Params(256 * 1024, 4 * 1024 * 1024)]
    public int PieceLength { get; set; }

    [GlobalSetup]
    public async Task BeginAsync()
    {
        _torrent = TestTorrent.OfFile(Format, PieceLength, ContentLength);
        _pieces = [.. Enumerable.Range(0, _torrent.Metainfo.Geometry.PieceCount).Select(_torrent.Blocks)];
        var services = new EngineServices { Transport = new TcpTransport(), Datagrams = new UdpTransport(), Files = new PhysicalFileSystem() };
        _context = new EngineContext(new EngineOptions { StateDirectory = Path.Combine(_folder, "state"), LocalDiscovery = false }, services, static () => 1);
        _content = TorrentContent.Open(_context, _torrent.Metainfo, new TorrentOptions { ContentDirectory = Directory.CreateDirectory(Path.Combine(_folder, "content")).FullName });
        _ = await _content.FindWhatIsHereAsync(new Progress<HashProgress>(), CancellationToken.None);
    }

    [GlobalCleanup]
    public async Task EndAsync()
    {
        await _content.Intake.WhenWrittenAsync();
        await _content.CloseAsync(default);
        await _context.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Benchmark(OperationsPerInvoke = Blocks)]
    public void Block()
    {
        _left.Reset(_pieces.Length);
        for (var piece = 0; piece < _pieces.Length; piece++)
        {
            var blocks = _pieces[piece];
            var buffer = new PieceBuffer(piece, PieceLength, blocks.Count);
            for (var block = 0; block < blocks.Count; block++)
            {
                var lease = _context.Blocks.Rent();
                blocks[block].CopyTo(lease.Memory);
                buffer.Put(block, lease);
            }

            _content.Intake.Take(buffer, isLast: false, _done);
        }

        _left.Wait();
    }

    private void Done(IReadOnlyList<SettledPiece> pieces)
    {
        foreach (var (piece, outcome) in pieces)
        {
            piece.Dispose();
            if (outcome.Fate != PieceFate.Stored)
            {
                Environment.FailFast($"{outcome.Fate}: {outcome.Failure}");
            }

            _left.Signal();
        }
    }
}
