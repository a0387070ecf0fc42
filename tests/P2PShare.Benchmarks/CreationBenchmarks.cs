using BenchmarkDotNet.Attributes;
using P2PShare.Engine.Creation;
using P2PShare.Engine.Storage;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Benchmarks;

/// <summary>How fast content that the system has in memory becomes a torrent: one large file, and many small ones.</summary>
[MemoryDiagnoser]
public class CreationBenchmarks
{
    private const int BigLength = 256 * 1024 * 1024;
    private const int SmallCount = 5000;

    private readonly TorrentCreator _creator = new(new PhysicalFileSystem());
    private string _folder = "";

    [Params(TorrentFormat.V1, TorrentFormat.V2, TorrentFormat.Hybrid)]
    public TorrentFormat Format { get; set; }

    [GlobalSetup]
    public void MakeContent()
    {
        _folder = Directory.CreateTempSubdirectory("p2pshare-benchmark-").FullName;
        var bytes = new byte[BigLength];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(Path.Combine(_folder, "big"), bytes);
        Directory.CreateDirectory(Path.Combine(_folder, "small"));
        for (var i = 0; i < SmallCount; i++)
        {
            File.WriteAllBytes(Path.Combine(_folder, "small", $"{i}"), bytes.AsSpan(i, 10_000));
        }
    }

    [GlobalCleanup]
    public void DeleteContent() => Directory.Delete(_folder, recursive: true);

    [Benchmark]
    public Task<TorrentMetainfo> OneFileOf256MiB() => CreateAsync("big");

    [Benchmark]
    public Task<TorrentMetainfo> FiveThousandFilesOf10KB() => CreateAsync("small");

    private Task<TorrentMetainfo> CreateAsync(string name) =>
        _creator.CreateAsync(Path.Combine(_folder, name), new CreationOptions { Format = Format }, null, CancellationToken.None);
}
