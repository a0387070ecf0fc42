using System.Net;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Net.Transport;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Torrents;

/// <summary>Makes connections for one torrent, up to the end of the handshake.</summary>
internal sealed class SwarmConnector(EngineContext context, PeerHandshake handshake, AskedTorrent torrent)
{
    /// <summary>How long a connection may take to come about.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(10);

    /// <summary>Attempts that are not decided yet. Kept by the swarm, under its lock.</summary>
    public int UnderWay { get; set; }

    /// <summary>Connects and shakes hands.</summary>
    public async Task<ConnectResult> ConnectAsync(IPEndPoint address, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Limit, context.Services.Time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        IConnection connection;
        try
        {
            connection = await context.Services.Transport.ConnectAsync(address, context.Options.BindAddress, linked.Token);
        }
        catch (NetException failure)
        {
            EngineLog.ConnectFailed(context.Logger, address, failure.Message);
            return new ConnectResult { Failure = ConnectFailure.Refused };
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            EngineLog.ConnectFailed(context.Logger, address, "no answer in time");
            return new ConnectResult { Failure = ConnectFailure.TimedOut };
        }

        Handshake? answer = null;
        try
        {
            answer = await handshake.InitiateAsync(connection, torrent, cancellationToken);
        }
        finally
        {
            if (answer is not { } known || known.PeerId == context.PeerId)
            {
                await connection.DisposeAsync();
            }
        }

        if (answer is not { } greeting)
        {
            EngineLog.ConnectFailed(context.Logger, address, "no handshake for this torrent");
            return new ConnectResult { Failure = ConnectFailure.BrokeOff };
        }

        return greeting.PeerId == context.PeerId
            ? new ConnectResult(null, greeting, SpeaksV2: false, IsOurselves: true)
            : new ConnectResult(connection, greeting, SpeaksV2: torrent.InfoHashes.V2?.Truncate() == greeting.InfoHash, IsOurselves: false);
    }
}

/// <summary>How an attempt went: a connection that the receiver owns, or none.</summary>
internal readonly record struct ConnectResult(IConnection? Connection, Handshake Greeting, bool SpeaksV2, bool IsOurselves)
{
    /// <summary>Why there is no connection.</summary>
    public ConnectFailure Failure { get; init; }
}
