using System.Net;
using P2PShare.Interop.Tests.Clients;
using P2PShare.Interop.Tests.Infrastructure;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Interop.Tests;

/// <summary>One DHT of libtorrent's nodes and ours, on loopback: each side finds what the other has announced.</summary>
public sealed class LibtorrentDhtTests
{
    private static readonly Sha1Hash Torrent = Sha1Hash.Of("a torrent of both"u8);
    private static readonly IPEndPoint Peer = new(IPAddress.Loopback, 4_711);

    private readonly CancellationTokenSource _limit = new(TimeSpan.FromMinutes(2));

    [ForeignClientFact(ForeignClient.Libtorrent)]
    public async Task We_join_by_libtorrent_and_it_finds_whom_we_announce()
    {
        await using var theirs = await LibtorrentDhtNode.StartAsync(null, null, Torrent, _limit.Token);
        await using var ours = new OurDhtNodes(3, theirs.EndPoint);

        await ours.AnnounceUntilStoredAsync(Torrent, Peer.Port, _limit.Token);

        await theirs.WaitForPeerAsync(Peer, _limit.Token);
        await ours.FindAsync(2, Torrent, Peer, _limit.Token);
    }

    [ForeignClientFact(ForeignClient.Libtorrent)]
    public async Task Libtorrent_joins_by_us_and_we_find_whom_it_announces()
    {
        await using var ours = new OurDhtNodes(3);
        await using var theirs = await LibtorrentDhtNode.StartAsync(ours.EndPoint, Torrent, null, _limit.Token);

        await ours.FindAsync(1, Torrent, theirs.EndPoint, _limit.Token);
    }
}
