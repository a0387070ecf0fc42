using System.Net;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Testing;
using P2PShare.Testing.Network;
using P2PShare.Testing.Torrents;
using Shouldly;
using Xunit;

namespace P2PShare.Swarm.Tests.Swarms;

/// <summary>Peers that are told of each other by peers. BEP 11.</summary>
public sealed class PeerExchangeTests : IAsyncDisposable
{
    private const byte WirePeersId = 17;

    private static readonly ExtensionHandshake WantsExchange = new()
    {
        Messages = new Dictionary<string, byte> { [ExtensionNames.PeerExchange] = WirePeersId },
        Port = 4000,
    };

    private readonly ManualTimeProvider _time = new();
    private readonly InMemoryNetwork _network = new();
    private readonly List<IAsyncDisposable> _all = [];

    public async ValueTask DisposeAsync()
    {
        foreach (var each in _all)
        {
            await each.DisposeAsync();
        }
    }

    [Fact]
    public async Task Two_that_know_only_a_third_meet_and_finish_without_it()
    {
        var content = TestTorrent.OfFile(TorrentFormat.V1, 32 * 1024, 400_000);
        await using var third = await Node.StartAsync();
        await using var seed = await Node.StartAsync();
        await using var leecher = await Node.StartAsync();
        content.WriteTo(seed.ContentDirectory);
        await third.AddAsync(content.Metainfo, options => options with { SeedOnly = true });
        var seeding = await seed.AddAsync(content.Metainfo, third.Address);
        await Eventually.Completes(seeding.Completion);

        var leeching = await leecher.AddAsync(content.Metainfo, third.Address);

        await Eventually.Completes(leeching.Completion);
        leecher.Read(content.Metainfo, content.Files[0].Path).ShouldBe(content.Files[0].Content);
    }

    [Fact]
    public async Task A_private_torrent_offers_sends_and_hears_nothing_while_another_does()
    {
        var hidden = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_000, "hidden.bin").Metainfo with { IsPrivate = true };
        var open = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_001).Metainfo;
        var node = await StartAsync();
        var hiddenTorrent = await node.AddAsync(hidden);
        var openTorrent = await node.AddAsync(open);
        var hiddenPeers = new[] { await ConnectAsync("9.9.9.1", node, hidden), await ConnectAsync("9.9.9.2", node, hidden) };
        var openPeers = new[] { await ConnectAsync("9.9.9.1", node, open), await ConnectAsync("9.9.9.2", node, open) };
        var told = new PeerExchangeMessage([new PeerExchangeContact(IPEndPoint.Parse("9.9.9.3:7000"), PeerExchangeFlags.None)], []).ToBytes();
        await hiddenPeers[0].SendAsync(IdOf(openPeers[0]), told);
        await openPeers[0].SendAsync(IdOf(openPeers[0]), told);

        await Eventually.Is(() => openPeers.All(peer => !peer.Extended.IsEmpty) || Pass());

        openPeers[0].Extended.TryPeek(out var message).ShouldBeTrue();
        message.Id.ShouldBe(WirePeersId);
        PeerExchangeMessage.TryRead(message.Payload, out var read).ShouldBeTrue();
        read.Added.Select(contact => contact.Address.ToString()).ShouldBe(["9.9.9.2:4000"]);
        hiddenPeers.ShouldAllBe(peer => peer.Extended.IsEmpty && !peer.Introduction!.Messages.ContainsKey(ExtensionNames.PeerExchange));
        openTorrent.Snapshot().KnownPeers.ShouldBe(3);
        hiddenTorrent.Snapshot().KnownPeers.ShouldBe(2);
    }

    [Fact]
    public async Task Switched_off_it_is_not_offered()
    {
        var open = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_001).Metainfo;
        var node = await StartAsync(isOn: false);
        await node.AddAsync(open);

        var peer = await ConnectAsync("9.9.9.1", node, open);

        peer.Introduction!.Messages.ContainsKey(ExtensionNames.PeerExchange).ShouldBeFalse();
    }

    [Fact]
    public async Task A_stranger_cannot_make_us_knock_on_our_own_doors()
    {
        var open = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_001).Metainfo;
        var node = await StartAsync();
        var torrent = await node.AddAsync(open);
        var peer = await ConnectAsync("9.9.9.1", node, open);
        string[] near = ["127.0.0.1:80", "192.168.1.1:80", "10.0.0.1:80", "169.254.169.254:80", "[::1]:80", "[fe80::1]:80", "0.0.0.0:80", "8.8.8.8:80"];

        await peer.SendAsync(IdOf(peer), new PeerExchangeMessage([.. near.Select(address => new PeerExchangeContact(IPEndPoint.Parse(address), default))], []).ToBytes());

        await Eventually.Is(() => torrent.Snapshot().KnownPeers == 2);
    }

    [Fact]
    public async Task A_flood_ends_the_session_and_is_taken_no_note_of()
    {
        var open = TestTorrent.OfFile(TorrentFormat.V1, 16 * 1024, 100_001).Metainfo;
        var node = await StartAsync();
        var torrent = await node.AddAsync(open);
        var peer = await ConnectAsync("9.9.9.1", node, open);

        for (var number = 0; number < 12 && !peer.IsClosed; number++)
        {
            var contacts = Enumerable.Range(0, 100).Select(last => new PeerExchangeContact(new IPEndPoint(new IPAddress([8, 8, (byte)number, (byte)last]), 80), default));
            await peer.SendAsync(IdOf(peer), new PeerExchangeMessage([.. contacts], []).ToBytes());
        }

        await Eventually.Is(() => peer.IsClosed);
        torrent.Snapshot().KnownPeers.ShouldBeLessThanOrEqualTo(51);
    }

    private static byte IdOf(WirePeer peer) => peer.Introduction!.Messages[ExtensionNames.PeerExchange];

    private async Task<Node> StartAsync(bool isOn = true)
    {
        var node = await Node.StartAsync(
            options => options with { BindAddress = null, PeerExchange = isOn },
            world: services => services with { Transport = _network.Host("1.1.1.1"), Datagrams = _network.Host("1.1.1.1"), Time = _time });
        _all.Insert(0, node);
        return node;
    }

    private async Task<WirePeer> ConnectAsync(string address, Node node, TorrentMetainfo torrent)
    {
        WirePeer? peer = null;
        await Eventually.Is(() => Try() is not null);
        _all.Add(peer!);
        await Eventually.Is(() => peer!.Introduction is not null);
        return peer!;

        // A torrent that is still checked lets nobody in.
        WirePeer? Try()
        {
            try
            {
                return peer = WirePeer.ConnectAsync(_network.Host(address), new IPEndPoint(IPAddress.Parse("1.1.1.1"), node.Address.Port), torrent.InfoHashes.Primary, WantsExchange)
                    .GetAwaiter().GetResult();
            }
            catch (InvalidOperationException)
            {
                return null;
            }
        }
    }

    /// <summary>Lets a second pass.</summary>
    private bool Pass()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return false;
    }
}
