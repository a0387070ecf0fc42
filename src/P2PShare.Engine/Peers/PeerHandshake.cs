using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>Exchanges handshakes (BEP 3) within a time that counts from the connect, however slowly the bytes drip. Knows no torrents.</summary>
internal sealed class PeerHandshake(PeerId ownId, TimeProvider time, bool hasDht = false)
{
    /// <summary>From the connect to the end of the handshake. libtorrent's handshake_timeout.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    private const HandshakeFeatures OwnFeatures = HandshakeFeatures.Fast | HandshakeFeatures.Extensions;

    /// <summary>Speaks first; null when the peer does not answer with one of the torrent's hashes. The answer may be our own.</summary>
    public async Task<Handshake?> InitiateAsync(IConnection connection, AskedTorrent torrent, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            if (!await SendAsync(connection, torrent.InfoHashes.Primary, torrent, linked.Token))
            {
                return null;
            }

            return await ReceiveAsync(connection, linked.Token) is { } answer
                && torrent.InfoHashes.OnWire().Contains(answer.InfoHash)
                ? answer
                : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Listens first; null when the peer asks for a torrent that is not here, or is ourselves. The answer has been sent.</summary>
    /// <returns>What the peer sent, the torrent that <paramref name="find"/> found for it, and whether both speak v2 (BEP 52) from now on.</returns>
    public async Task<AcceptedHandshake<T>?> AcceptAsync<T>(IConnection connection, Func<Sha1Hash, T?> find, Func<T, AskedTorrent> describe, CancellationToken cancellationToken)
        where T : class
    {
        using var deadline = new CancellationTokenSource(Limit, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        try
        {
            if (await ReceiveAsync(connection, linked.Token) is not { } greeting
                || find(greeting.InfoHash) is not { } torrent)
            {
                return null;
            }

            // BEP 52, "Upgrade Path": a peer that came for the v1 hash and would also take v2 is answered with the v2 hash.
            var asked = describe(torrent);
            var hashes = asked.InfoHashes;
            var upgraded = greeting.Features.HasFlag(HandshakeFeatures.V2) && hashes.V2 is not null;
            var answer = upgraded ? hashes.V2!.Value.Truncate() : greeting.InfoHash;
            return await SendAsync(connection, answer, asked, linked.Token) && greeting.PeerId != ownId
                ? new AcceptedHandshake<T>(greeting, torrent, hashes.V2?.Truncate() == answer)
                : null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async ValueTask<Handshake?> ReceiveAsync(IConnection connection, CancellationToken cancellationToken)
    {
        var bytes = new byte[Handshake.Size];
        var count = 0;
        while (count < Handshake.Size)
        {
            var received = await connection.ReceiveAsync(bytes.AsMemory(count), cancellationToken);
            count += received;
            if (received == 0 || !Handshake.CanBegin(bytes.AsSpan(0, count)))
            {
                return null;
            }
        }

        return Handshake.TryRead(bytes, out var handshake) ? handshake : null;
    }

    private ValueTask<bool> SendAsync(IConnection connection, Sha1Hash infoHash, AskedTorrent torrent, CancellationToken cancellationToken)
    {
        var features = OwnFeatures
            | (torrent.InfoHashes is { V1: not null, V2: not null } ? HandshakeFeatures.V2 : 0)
            | (hasDht && !torrent.IsPrivate ? HandshakeFeatures.Dht : 0);
        var bytes = new byte[Handshake.Size];
        new Handshake(infoHash, ownId, features).Write(bytes);
        return connection.SendAsync(bytes, cancellationToken);
    }
}

/// <summary>The torrent that a handshake is about, and whether its peers come from its trackers alone (BEP 27): then nothing is said of the DHT.</summary>
internal sealed record AskedTorrent(InfoHashes InfoHashes, bool IsPrivate);

/// <summary>An incoming handshake that was answered.</summary>
internal sealed record AcceptedHandshake<T>(Handshake Greeting, T Torrent, bool SpeaksV2);
