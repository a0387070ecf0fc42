using System.Net;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Net.Limits;
using P2PShare.Net.Transport;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// Who takes part in a torrent: whom we know, connect to, let in and ban, and the sessions that come of it. Knows nothing of content.
/// Only under its host's lock, but for <see cref="Admit"/> and <see cref="StopAsync"/>.
/// </summary>
internal sealed class SwarmSessions
{
    /// <summary>How young a session is that may have come about at the same moment as another with the same peer.</summary>
    private static readonly TimeSpan SimultaneousConnects = TimeSpan.FromSeconds(10);

    /// <summary>How long a session without content in either direction keeps its place when others want it.</summary>
    private static readonly TimeSpan UselessAfter = TimeSpan.FromMinutes(2);

    private readonly EngineContext _context;
    private readonly ISessionHost _host;
    private readonly AskedTorrent _torrent;
    private readonly int? _pieceCount;
    private readonly int _maxSessions;
    private readonly SwarmConnector _connector;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Dictionary<PeerKey, PeerSession> _sessions = [];
    private PeerRoster? _roster;
    private SessionRunner? _runner;
    private bool _isStopped;

    /// <summary>For a torrent of so many pieces, null where that is not known yet. Nobody is known but those in the book, which is its own from then on.</summary>
    public SwarmSessions(EngineContext context, PeerHandshake handshake, AskedTorrent torrent, int? maxSessions, PeerBook book, int? pieceCount, ISessionHost host)
    {
        _context = context;
        _host = host;
        _torrent = torrent;
        _pieceCount = pieceCount;
        _maxSessions = maxSessions ?? context.Options.MaxSessionsPerTorrent;
        _connector = new SwarmConnector(context, handshake, torrent);
        Tasks = new TaskTracker(context.Logger);
        Stopping = _stopping.Token;
        Book = book;
    }

    /// <summary>The sessions, those that are closing included. As a class, so that going through them allocates nothing.</summary>
    public Dictionary<PeerKey, PeerSession>.ValueCollection All => _sessions.Values;

    /// <summary>Everybody known.</summary>
    public PeerBook Book { get; }

    /// <summary>The torrent's own limits.</summary>
    public RateLimits Limits => _host.Limits;

    /// <summary>Attempts to connect that are under way.</summary>
    public int Connecting => _connector.UnderWay;

    /// <summary>Whether nobody is connected to, or is about to be.</summary>
    public bool IsAlone => _sessions.Count == 0 && _connector.UnderWay == 0;

    /// <summary>What runs for the torrent; idle once <see cref="StopAsync"/> has completed.</summary>
    public TaskTracker Tasks { get; }

    /// <summary>Ends what runs for the torrent.</summary>
    public CancellationToken Stopping { get; }

    private PeerRoster Roster => _roster ??= new PeerRoster();

    private SessionRunner Runner => _runner ??= new SessionRunner(
        _context, new CompositeRateLimiter(Limits.Download, _context.Limits.Download), new CompositeRateLimiter(Limits.Upload, _context.Limits.Upload), _host);

    /// <summary>The session with this key, if it has not ended.</summary>
    public PeerSession? Find(PeerKey key) => _sessions.GetValueOrDefault(key);

    /// <summary>Learns of addresses.</summary>
    public void Learn(IReadOnlyList<IPEndPoint> peers, PeerSource source)
    {
        foreach (var peer in peers)
        {
            Book.Add(peer, source);
        }

        Connect(_context.Clock.Now);
    }

    /// <summary>Takes over a connection whose handshake is done, and runs it to its end. From any thread.</summary>
    public void Admit(IConnection connection, Handshake greeting, bool isIncoming, bool speaksV2) =>
        Tasks.Run(() => RunAsync(connection, greeting, isIncoming, speaksV2));

    /// <summary>Looks at the deadlines of each session; true for one that goes on.</summary>
    public static bool Tick(PeerSession session, TimeSpan now)
    {
        if (session.IsSilent(now))
        {
            session.Close(CloseReason.Silent);
            return false;
        }

        if (session.Outgoing.IsOverfull || session.Sends.IsStuck(now))
        {
            session.Close(CloseReason.NotReading);
            return false;
        }

        if (session.Pipeline.IsHopeless)
        {
            session.Close(CloseReason.Useless);
            return false;
        }

        session.KeepAlive(now);
        return true;
    }

    /// <summary>Connects to whom we know as far as there is room.</summary>
    public void Connect(TimeSpan now)
    {
        while (!_isStopped
            && _sessions.Count + _connector.UnderWay < _maxSessions
            && _context.Slots.TryTakeHalfOpen())
        {
            if (!Book.TryNext(now, _host.IsGivingOnly, out var address))
            {
                _context.Slots.ReleaseHalfOpen();
                if (_sessions.Count == 0)
                {
                    _host.OnPeersWanted();
                }

                return;
            }

            BeginToConnect(address);
        }
    }

    /// <summary>A peer that came to us may have said where it listens: from now on it is known, and banned, under that address too.</summary>
    public void NoteListenEndPoint(PeerSession session)
    {
        if (session.TakeListenEndPoint() is not { } listens)
        {
            return;
        }

        if (Book.IsBanned(listens))
        {
            session.Close(CloseReason.Banned);
            return;
        }

        Book.Add(listens, PeerSource.Incoming);
        Book.Connected(listens);
    }

    /// <summary>A peer has said where its DHT node is asked; the first word counts. BEP 5.</summary>
    public void NoteDhtPort(PeerSession session, int port)
    {
        if (!_torrent.IsPrivate && !session.HasNamedNode && port != 0)
        {
            session.HasNamedNode = true;
            _context.Dht?.AddNodeOfPeer(session.Connection.RemoteEndPoint, port);
        }
    }

    /// <summary>A peer sent bad data: no more of it, whether it is still here or not.</summary>
    public void Ban(PeerKey liar)
    {
        // Several of its pieces may have been under way: it is told of once.
        if (!Roster.TryGetAddresses(liar, out var addresses) || Book.IsBanned(addresses.Remote))
        {
            return;
        }

        var address = addresses.Remote;
        Book.Ban(address);
        EngineLog.PeerBanned(_context.Logger, address, "it sent bad data");
        _context.Tell(new EngineEvent.PeerBanned(_context.Now, _torrent.InfoHashes, address, "it sent bad data"));
        var session = Find(liar);
        if ((session?.BookEndPoint ?? addresses.Listens) is { } listens)
        {
            Book.Ban(listens);
        }

        session?.Close(CloseReason.Banned);
    }

    /// <summary>Ends all sessions and lets nobody in any more; <see cref="StopAsync"/> waits for them.</summary>
    public void Close()
    {
        _isStopped = true;
        foreach (var session in _sessions.Values)
        {
            session.Close(CloseReason.Stopping);
        }
    }

    /// <summary>Waits for the end of all sessions, after <see cref="Close"/>.</summary>
    public async Task StopAsync()
    {
        await _stopping.CancelAsync();
        await Tasks.WhenIdleAsync();
        _stopping.Dispose();
    }

    // Not in the loop, which would make room for the task's address at every tick.
    private void BeginToConnect(IPEndPoint address)
    {
        _connector.UnderWay++;
        Tasks.Run(() => ConnectAsync(address));
    }

    private async Task ConnectAsync(IPEndPoint address)
    {
        ConnectResult result;
        try
        {
            result = await _connector.ConnectAsync(address, Stopping);
        }
        finally
        {
            _context.Slots.ReleaseHalfOpen();
            lock (_host.Lock)
            {
                _connector.UnderWay--;
            }
        }

        if (result.Connection is { } connection)
        {
            await RunAsync(connection, result.Greeting, isIncoming: false, result.SpeaksV2);
            return;
        }

        lock (_host.Lock)
        {
            if (result.IsOurselves)
            {
                Book.MarkOwn(address);
            }
            else
            {
                Book.Failed(address, _context.Clock.Now, result.Failure);
            }
        }
    }

    private async Task RunAsync(IConnection connection, Handshake greeting, bool isIncoming, bool speaksV2)
    {
        if (Join(connection, greeting, isIncoming, speaksV2) is not { } session)
        {
            await connection.DisposeAsync();
            return;
        }

        try
        {
            await Runner.RunAsync(session);
        }
        finally
        {
            Leave(session);
            await session.FinishAsync();
        }
    }

    private PeerSession? Join(IConnection connection, Handshake greeting, bool isIncoming, bool speaksV2)
    {
        var address = connection.RemoteEndPoint;
        lock (_host.Lock)
        {
            var now = _context.Clock.Now;
            if (_isStopped
                || Book.IsBanned(address)
                || !MayJoin(greeting.PeerId, isIncoming, now)
                || !(isIncoming ? HasRoomForGuest(now) : _sessions.Count < _maxSessions)
                || !_context.Slots.TryTake(address.Address, isIncoming))
            {
                if (!isIncoming)
                {
                    Book.Disconnected(address, now);
                }

                return null;
            }

            var session = new PeerSession(Roster.Join(address), connection, greeting, isIncoming, speaksV2, _pieceCount) { Began = now, LastReceived = now };
            _sessions.Add(session.Key, session);
            if (!isIncoming)
            {
                Book.Connected(address);
            }

            _host.OnJoined(session);
            TellDhtPort(session);
            return session;
        }
    }

    /// <summary>
    /// Some places are kept for whom we choose ourselves, so that strangers cannot shut us in. Where a guest finds no place, whoever has been of no
    /// use for longest leaves, those first that want nothing and have nothing; the guest is to come again, as programs do, once that one is gone.
    /// </summary>
    private bool HasRoomForGuest(TimeSpan now)
    {
        var guests = _sessions.Values.Count(static session => session.IsIncoming);
        if (_sessions.Count < _maxSessions && guests < _maxSessions - (_maxSessions / SessionSlots.PartForOutgoing))
        {
            return true;
        }

        _sessions.Values
            .Where(session => session.IsIncoming && !session.IsClosing && now - session.LastUse >= UselessAfter)
            .MinBy(static session => (session.PeerInterested || session.AmInterested, session.LastUse))?
            .Close(CloseReason.Useless);
        return false;
    }

    private void TellDhtPort(PeerSession session)
    {
        if (!_torrent.IsPrivate && session.SupportsDht && _context.Dht is { Port: > 0 } dht)
        {
            session.Outgoing.Add((ushort)dht.Port, PeerMessageWriter.WritePort);
        }
    }

    /// <summary>
    /// One session a peer. Where two connect to each other at the same moment, both keep the connection that the greater peer id made,
    /// so that they do not both drop the other's.
    /// </summary>
    private bool MayJoin(PeerId peerId, bool isIncoming, TimeSpan now)
    {
        if (peerId == _context.PeerId)
        {
            return false;
        }

        if (_sessions.Values.FirstOrDefault(session => session.PeerId == peerId && !session.IsClosing) is not { } existing)
        {
            return true;
        }

        var peerIsGreater = string.CompareOrdinal(peerId.ToString(), _context.PeerId.ToString()) > 0;
        if (existing.IsIncoming == isIncoming || now - existing.Began > SimultaneousConnects || isIncoming != peerIsGreater)
        {
            return false;
        }

        existing.Close(CloseReason.Duplicate);
        return true;
    }

    private void Leave(PeerSession session)
    {
        lock (_host.Lock)
        {
            var now = _context.Clock.Now;
            _sessions.Remove(session.Key);
            Book.Ledger.Add(session.PeerId, new PeerTotal(session.Connection.RemoteEndPoint, SwarmReport.ProgramOf(session), session.Counters.Downloaded, session.Counters.Uploaded));
            Roster.Leave(session.Key, session.BookEndPoint);
            _context.Slots.Release(session.Connection.RemoteEndPoint.Address);
            if (session.BookEndPoint is { } address)
            {
                Book.Disconnected(address, now);
            }

            _host.OnLeft(session, now);
        }
    }
}
