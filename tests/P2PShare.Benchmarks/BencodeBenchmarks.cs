using BenchmarkDotNet.Attributes;
using P2PShare.Protocol.Bencoding;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Benchmarks;

/// <summary>Parsing: a DHT message, of which thousands come, and an info dictionary of very many files.</summary>
[MemoryDiagnoser]
public class BencodeBenchmarks
{
    private const int FileCount = 100_000;
    private const int PieceLength = 1 << 18;

    private readonly byte[] _message = "d1:ad2:id20:abcdefghij01234567896:target20:mnopqrstuvwxyz123456e1:q9:find_node1:t2:aa1:y1:qe"u8.ToArray();
    private byte[] _info = [];

    [GlobalSetup]
    public void Setup()
    {
        var files = Enumerable.Range(0, FileCount)
            .Select(i => new DescribedFile { Path = ["photos", $"album {i / 200:0000}", $"photo {i:000000}.jpg"], Length = 1000 })
            .ToList();
        _info = InfoDictionaryWriter.ToBytes(new InfoDescription
        {
            Format = TorrentFormat.V1,
            Name = "trip",
            IsSingleFile = false,
            PieceLength = PieceLength,
            Files = files,
            PieceHashes = new byte[((FileCount * 1000L) + PieceLength - 1) / PieceLength * Sha1Hash.Size],
        });
    }

    [Benchmark]
    public bool Message() => BencodeDocument.TryParse(_message, BencodeOptions.Strict, out _, out _);

    [Benchmark]
    public bool Tokens() => BencodeDocument.TryParse(_info, BencodeOptions.Lenient, out _, out _);

    [Benchmark]
    public int Files() => MetainfoReader.FromInfo(_info).Files.Count;
}
