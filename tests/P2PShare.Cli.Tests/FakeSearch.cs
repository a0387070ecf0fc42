using P2PShare.Cli.Transfers;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Metadata;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Cli.Tests;

/// <summary>A search of a <see cref="FakeEngine"/>: the test says what it finds.</summary>
internal sealed class FakeSearch(MagnetLink magnet, MetadataOptions options) : ITransferSearch
{
    private readonly TaskCompletionSource<FoundMetadata?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public MagnetLink Magnet => magnet;

    public MetadataOptions Options => options;

    public Task<FoundMetadata?> Ended => _ended.Task;

    public TorrentSnapshot Snapshot() => new() { InfoHashes = magnet.InfoHashes, Name = magnet.DisplayName ?? "", State = TorrentState.FetchingMetadata };

    public Diagnosis Diagnose() => HoldUpPolicy.Judge(new TorrentFacts { State = TorrentState.FetchingMetadata });

    /// <summary>Finds it.</summary>
    public void Find(TorrentMetainfo metainfo) => _ended.TrySetResult(new FoundMetadata(metainfo, []));

    public Task StopAsync()
    {
        _ended.TrySetResult(null);
        return Task.CompletedTask;
    }
}
