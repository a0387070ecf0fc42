using System.Net;
using System.Security.Cryptography;
using System.Text;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Torrents;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.WebSeeds;

/// <summary>Brings a torrent's web seeds into its swarm while something is missing, and again, ever later, after they failed. BEP 19.</summary>
internal sealed class WebSeedRunner(EngineContext context, TorrentMetainfo metainfo, Swarm swarm)
{
    /// <summary>Web seeds that are asked at once.</summary>
    private const int MaxSeeds = 8;

    private static readonly TimeSpan FirstDelay = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan MaxDelay = TimeSpan.FromHours(1);

    /// <summary>Asks them until the torrent has everything, or is told to stop.</summary>
    public Task RunAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(metainfo.WebSeeds.Distinct(StringComparer.Ordinal).Take(MaxSeeds).Select(seed => RunAsync(seed, cancellationToken)));

    private async Task RunAsync(string seed, CancellationToken cancellationToken)
    {
        var delay = FirstDelay;
        while (!swarm.IsComplete)
        {
            var (given, problem) = await ServeAsync(seed, cancellationToken);
            if (problem is not null)
            {
                context.Tell(new EngineEvent.Warning(context.Now, metainfo.InfoHashes, $"web seed {seed}: {problem}"));
            }

            delay = given > 0 ? FirstDelay : delay * 2 < MaxDelay ? delay * 2 : MaxDelay;
            await Task.Delay(delay, context.Services.Time, cancellationToken);
        }
    }

    private async Task<(long Given, string? Problem)> ServeAsync(string seed, CancellationToken cancellationToken)
    {
        var url = new Uri(seed);
        if (WebSeedReach.Judge(url) is { } refused)
        {
            return (0, refused);
        }

        if (await context.WebSeeds.FindAsync(url, cancellationToken) is not [var address, ..])
        {
            return (0, "its host name leads nowhere");
        }

        var connection = new WebSeedConnection(metainfo, seed, new IPEndPoint(address, url.Port), context.WebSeeds);
        swarm.Admit(connection, Greet(seed), isIncoming: true, speaksV2: false);
        var problem = await connection.Ended.WaitAsync(cancellationToken);
        return (connection.Given, problem);
    }

    /// <summary>As if it had come to us, so that nobody is told of it as of a peer.</summary>
    private Handshake Greet(string seed)
    {
        byte[] id = [.. "-WS0001-"u8, .. SHA256.HashData(Encoding.UTF8.GetBytes(seed)).AsSpan(0, PeerId.RandomSize)];
        return new Handshake(metainfo.InfoHashes.Primary, new PeerId(id), HandshakeFeatures.Fast);
    }
}
