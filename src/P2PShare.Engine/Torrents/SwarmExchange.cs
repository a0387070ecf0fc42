using P2PShare.Engine.Peers;
using P2PShare.Net.Addresses;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// Peer exchange of one torrent (BEP 11): tells its sessions of each other, and takes what they tell. Only under the torrent's lock. A private
/// torrent has none (BEP 27).
/// </summary>
/// <param name="sessions">The torrent's sessions and book.</param>
/// <param name="recent">Those who have left and are still told of.</param>
/// <param name="isSeed">Whether a peer has everything.</param>
internal sealed class SwarmExchange(SwarmSessions sessions, RecentContacts recent, Func<PeerSession, bool> isSeed)
{
    /// <summary>The peer has said whether it wants to be told.</summary>
    public static void OnIntroduction(PeerSession session, byte id, TimeSpan now) => Of(session).Open(id, now);

    /// <summary>The peer tells of others.</summary>
    public void OnMessage(PeerSession session, ReadOnlyMemory<byte> payload, TimeSpan now)
    {
        switch (Of(session).Hear(now))
        {
            case Hearing.Flood:
                session.Close(CloseReason.ProtocolBroken);
                break;
            case Hearing.Heard when PeerExchangeMessage.TryRead(payload, out var message):
                Learn(session, message, now);
                break;
        }
    }

    /// <summary>A session is over. A seed that was of no use to us is still worth telling of, whichever side has ended it.</summary>
    /// <param name="session">The session.</param>
    /// <param name="wantsNothing">Whether no seed is of use to us.</param>
    public void OnLeft(PeerSession session, bool wantsNothing)
    {
        if ((session.Reason == CloseReason.Useless || (wantsNothing && session.Reason == CloseReason.Ended)) && TryDescribe(session, out var contact) && contact.Flags.HasFlag(PeerExchangeFlags.Seed))
        {
            recent.Add(contact);
        }
    }

    /// <summary>Tells those whose time has come.</summary>
    public void Tick(TimeSpan now)
    {
        List<PeerExchangeContact>? live = null;
        foreach (var session in sessions.All)
        {
            if (session is { IsClosing: false, Exchange: { } exchange } && exchange.IsDue(now))
            {
                live ??= Live();
                if (exchange.Compose(session.Connection.RemoteEndPoint, session.BookEndPoint, live, recent, now) is { } message)
                {
                    session.Outgoing.Add((exchange.Id, message), static (output, letter) => PeerMessageWriter.WriteExtended(output, letter.Id, letter.message.ToBytes()));
                }
            }
        }
    }

    private static PeerCorrespondence Of(PeerSession session) => session.Exchange ??= new PeerCorrespondence();

    private void Learn(PeerSession session, PeerExchangeMessage message, TimeSpan now)
    {
        var teller = session.Connection.RemoteEndPoint;
        foreach (var contact in ContactRules.Take(message.Added, AddressScopes.Of(teller.Address), sessions.Book.CountUnproven(teller)))
        {
            sessions.Book.AddHearsay(contact.Address, teller, contact.Flags.HasFlag(PeerExchangeFlags.Seed));
        }

        sessions.Connect(now);
    }

    private List<PeerExchangeContact> Live()
    {
        var live = new List<PeerExchangeContact>(sessions.All.Count);
        foreach (var session in sessions.All)
        {
            if (!session.IsClosing && TryDescribe(session, out var contact))
            {
                live.Add(contact);
            }
        }

        return [.. live.DistinctBy(static contact => contact.Address)];
    }

    private bool TryDescribe(PeerSession session, out PeerExchangeContact contact)
    {
        var flags = (isSeed(session) || session.IsUploadOnly ? PeerExchangeFlags.Seed : PeerExchangeFlags.None)
            | (session.IsIncoming ? PeerExchangeFlags.None : PeerExchangeFlags.Reachable);
        contact = new PeerExchangeContact(session.BookEndPoint!, flags);
        return session.BookEndPoint is not null;
    }
}
