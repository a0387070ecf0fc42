using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Net.Limits;

namespace P2PShare.Engine.Torrents;

/// <summary>Runs the two loops of a session to their end.</summary>
internal sealed class SessionRunner(EngineContext context, IRateLimiter download, IRateLimiter upload, ISessionHost host)
{
    /// <summary>Receives and sends until either side has enough; the session is closed then, and its owner is to finish it.</summary>
    public async Task RunAsync(PeerSession session)
    {
        var address = session.Connection.RemoteEndPoint;
        EngineLog.SessionBegins(context.Logger, address, session.PeerId.ToString(), session.IsIncoming);
        var receiver = new SessionReceiver(session, context.ReceiveBuffers, context.Blocks, download, host);
        var sender = new SessionSender(session, host.Reader, context.SendBuffers, upload, host);
        await Task.WhenAll(RunLoopAsync(session, receiver.RunAsync), RunLoopAsync(session, sender.RunAsync));
        EngineLog.SessionEnds(context.Logger, address, session.Reason);
    }

    /// <summary>Runs one half of a session; when it ends, the other half is ended.</summary>
    private async Task RunLoopAsync(PeerSession session, Func<CancellationToken, Task<CloseReason>> loop)
    {
        var reason = CloseReason.Ended;
        try
        {
            reason = await loop(session.Closing);
        }
        catch (OperationCanceledException) when (session.IsClosing)
        {
            // The other half, or the owner, has ended it.
        }
        finally
        {
            // A loop may end on a thread that reads for all: what waits for the session's end is not to go on there.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            lock (host.Lock)
            {
                session.Close(reason);
            }
        }
    }
}
