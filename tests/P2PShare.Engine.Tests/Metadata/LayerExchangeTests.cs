using P2PShare.Engine.Metadata;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Engine.Tests.Metadata;

public sealed class LayerExchangeTests
{
    private static readonly TimeSpan Start = TimeSpan.FromMinutes(1);
    private static readonly PeerKey Ann = new(0, 1);
    private static readonly PeerKey Eve = new(1, 2);
    private static readonly TorrentMetainfo Torrent = TestTorrent.OfFolder(TorrentFormat.V2, 16 * 1024, 1100 * 16 * 1024, 50_000, 16_384, 0, 17_000).Metainfo;

    private readonly LayerExchange _exchange = new(Torrent);
    private readonly HashTrees _trees = new(new HashedFiles(Torrent));

    [Fact]
    public async Task All_layers_come_from_one_who_has_them()
    {
        await GetAllAsync(Ann);

        _exchange.IsComplete.ShouldBeTrue();
        _exchange.Layers.Count.ShouldBe(3);
        foreach (var (root, layer) in _exchange.Layers)
        {
            layer.ToArray().ShouldBe(Torrent.PieceLayers[root].ToArray());
        }
    }

    [Fact]
    public void A_torrent_whose_files_are_no_longer_than_a_piece_needs_none() =>
        new LayerExchange(TestTorrent.OfFolder(TorrentFormat.V2, 64 * 1024, 1, 65_536).Metainfo).IsComplete.ShouldBeTrue();

    [Fact]
    public async Task A_wrong_answer_is_told_apart_and_asked_for_again()
    {
        _exchange.TryNext(Eve, Start, out var request).ShouldBeTrue();
        var hashes = (await AnswerAsync(request))!;
        hashes[17] ^= 1;

        _exchange.Received(Eve, request, hashes).ShouldBeFalse();

        await GetAllAsync(Ann);
        _exchange.IsComplete.ShouldBeTrue();
    }

    [Fact]
    public async Task What_another_was_asked_for_is_not_taken()
    {
        _exchange.TryNext(Ann, Start, out var request).ShouldBeTrue();

        _exchange.Received(Eve, request, new byte[32]).ShouldBeTrue();
        _exchange.Received(Eve, request with { Index = 1 << 30 }, new byte[32]).ShouldBeTrue();

        _exchange.Received(Ann, request, (await AnswerAsync(request))!).ShouldBeTrue();
    }

    [Fact]
    public async Task Who_is_silent_or_refuses_keeps_nothing_from_the_others()
    {
        while (_exchange.TryNext(Eve, Start, out _))
        {
            // Asked for as much as it may be.
        }

        _exchange.Tick(Start + MetadataExchange.Patience + TimeSpan.FromTicks(1));
        _exchange.TryNext(Eve, Start + MetadataExchange.Patience + TimeSpan.FromTicks(1), out _).ShouldBeFalse();

        await GetAllAsync(Ann);
        _exchange.IsComplete.ShouldBeTrue();
    }

    private async Task GetAllAsync(PeerKey peer)
    {
        while (_exchange.TryNext(peer, Start, out var request))
        {
            _exchange.Received(peer, request, (await AnswerAsync(request))!).ShouldBeTrue();
        }
    }

    private ValueTask<byte[]?> AnswerAsync(HashRequest request) =>
        _trees.AnswerAsync(request, static (_, _, _) => throw new InvalidOperationException("Piece layers need no content."), CancellationToken.None);
}
