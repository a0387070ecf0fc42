using P2PShare.Engine.Pieces;
using P2PShare.Engine.Tests.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Testing;
using P2PShare.Testing.Storage;
using P2PShare.Testing.Torrents;

namespace P2PShare.Engine.Tests.Torrents;

/// <summary>A torrent's content on a disk in memory, taken up by one process after another, where <see cref="RecordedDownload"/> finds it too.</summary>
internal sealed class ContentWorld(TestTorrent torrent) : IAsyncDisposable
{
    private readonly List<EngineContext> _contexts = [];

    public ManualTimeProvider Time { get; } = new();

    public FaultPlan Faults { get; } = new();

    public InMemoryFileSystem Files => field ??= new InMemoryFileSystem(Time);

    /// <summary>What the process that runs now shares.</summary>
    public EngineContext Context => _contexts[^1];

    /// <summary>A process takes it up.</summary>
    public TorrentContent Open(Func<EngineOptions, EngineOptions>? configure = null, LanePlan? plan = null)
    {
        var options = new EngineOptions { StateDirectory = "/home/friend/state" };
        var services = new EngineServices
        {
            Transport = new TcpTransport(),
            Datagrams = new UdpTransport(),
            Files = new FaultyFileSystem(Files, Faults),
            Time = Time,
        };
        _contexts.Add(new EngineContext(configure?.Invoke(options) ?? options, services, () => 0));
        return TorrentContent.Open(Context, torrent.Metainfo, new TorrentOptions { ContentDirectory = RecordedDownload.Folder }, plan);
    }

    /// <summary>A piece arrives, and is dealt with.</summary>
    public async Task<PieceOutcome> TakeAsync(TorrentContent content, int piece)
    {
        using var buffer = Arrive(piece);
        return await Eventually.Completes(TakeAsync(content, buffer, isLast: true));
    }

    /// <summary>A piece that has arrived is taken; completes when it has been dealt with.</summary>
    public static Task<PieceOutcome> TakeAsync(TorrentContent content, PieceBuffer piece, bool isLast)
    {
        var done = new TaskCompletionSource<PieceOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
        content.Intake.Take(piece, isLast, settled => done.SetResult(settled.Single().Outcome));
        return done.Task;
    }

    /// <summary>A piece with all its blocks. The caller owns it.</summary>
    public PieceBuffer Arrive(int piece)
    {
        var blocks = torrent.Blocks(piece);
        var buffer = new PieceBuffer(piece, torrent.Metainfo.Geometry.LengthOf(piece), blocks.Count);
        for (var block = 0; block < blocks.Count; block++)
        {
            var lease = Context.Blocks.Rent();
            blocks[block].CopyTo(lease.Memory);
            buffer.Put(block, lease);
        }

        return buffer;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var context in _contexts)
        {
            await context.DisposeAsync();
        }
    }
}
