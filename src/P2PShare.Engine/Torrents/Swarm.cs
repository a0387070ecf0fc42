using System.Net;
using System.Runtime.InteropServices;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Discovery;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Engine.WebSeeds;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// The owner of a torrent's mutable state: its sessions, and through the halves of its <see cref="SwarmTrade"/> (<see cref="Downloader"/>,
/// <see cref="Uploader"/>) its piece map, picker and choker; where nothing is wanted and nobody is there it holds none of these. One lock, never held across a wait; sessions hand over what they received one receive at a time.
/// </summary>
internal sealed class Swarm : ISessionHost
{
    /// <summary>How long after the last peer has left a torrent that wants nothing lets go of what it needs for peers.</summary>
    private static readonly TimeSpan RestAfter = TimeSpan.FromMinutes(1);

    private readonly EngineContext _context;
    private readonly TorrentMetainfo _metainfo;
    private readonly TorrentOptions _options;
    private readonly TorrentContent _content;
    private readonly ISwarmObserver _observer;

    // Under the lock; used again at each call.
    private readonly List<int> _stored = [];

    // Under the lock. Without a trade the pieces that are here are those of then.
    private readonly Lock _lock = new();
    private readonly SwarmSessions _sessions;
    private readonly SwarmProgress _progress;
    private SwarmTrade? _trade;
    private Bitfield _have;
    private CompletePeers? _copies;
    private RecentContacts? _recent;
    private TimeSpan _lastLeft;
    private bool _isAllHere;
    private bool _isStopped;
    private bool _isChokeDue;

    /// <summary>Makes the swarm of a torrent that goes on from there; nobody is connected to yet.</summary>
    public Swarm(
        EngineContext context, PeerHandshake handshake, TorrentMetainfo metainfo, TorrentOptions options, TorrentContent content, SwarmPast past, ISwarmObserver observer)
    {
        _context = context;
        _metainfo = metainfo;
        _options = options;
        _content = content;
        _observer = observer;
        _sessions = new SwarmSessions(context, handshake, new AskedTorrent(metainfo.InfoHashes, metainfo.IsPrivate), options.MaxSessions, past.Book, metainfo.Geometry.PieceCount, this);
        _progress = new SwarmProgress(metainfo, options.SelectedFiles, past);
        _have = past.Have;
        _isAllHere = past.Have.IsFull || Trade.Picker.IsComplete;
    }

    /// <summary>Whether everything wanted is checked and written.</summary>
    public bool IsComplete
    {
        get
        {
            lock (_lock)
            {
                return _isAllHere;
            }
        }
    }

    /// <summary>Whether nobody is connected to and nothing is wanted of anybody: there is next to nothing to look at.</summary>
    public bool IsAtRest
    {
        get
        {
            lock (_lock)
            {
                return IsGivingOnly && _sessions.IsAlone;
            }
        }
    }

    Lock ISessionHost.Lock => _lock;

    ContentReader? ISessionHost.Reader => _content.Reader;

    RateLimits ISessionHost.Limits => _observer.Limits;

    bool ISessionHost.IsGivingOnly => IsGivingOnly;

    /// <summary>Nobody is asked for anything: all is here, or nothing more is wanted.</summary>
    private bool IsGivingOnly => _isAllHere || _options.SeedOnly;

    /// <summary>Made when it is first needed, and again after a rest.</summary>
    private SwarmTrade Trade => _trade ??= new SwarmTrade(
        _context, _metainfo, _options, _content, _sessions, _progress, _have, _recent ??= new RecentContacts(),
        new SwarmTrade.Calls(PiecesDone, Decide, Abandon, piece => _content.Intake.ReadDamaged(piece, DamagedRead), Has));

    private Bitfield Here => _trade?.Picker.Have ?? _have;

    /// <summary>Begins to connect, first to those whom the user named.</summary>
    public void Start(IReadOnlyList<IPEndPoint> named)
    {
        lock (_lock)
        {
            _progress.Start(_context.Clock.Now);
            _sessions.Learn(named, PeerSource.User);
        }
    }

    /// <summary>Learns of addresses.</summary>
    public void Learn(IReadOnlyList<IPEndPoint> peers, PeerSource source)
    {
        lock (_lock)
        {
            _sessions.Learn(peers, source);
        }
    }

    /// <summary>The addresses most worth remembering.</summary>
    public IReadOnlyList<IPEndPoint> BestPeers(int count)
    {
        lock (_lock)
        {
            return _sessions.Book.Best(count);
        }
    }

    /// <summary>Takes over a connection whose handshake is done, and runs it to its end.</summary>
    public void Admit(IConnection connection, Handshake greeting, bool isIncoming, bool speaksV2) => _sessions.Admit(connection, greeting, isIncoming, speaksV2);

    /// <summary>Looks at all deadlines: silence, requests, chokes, connections. Never blocks.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            var now = _context.Clock.Now;
            if (_trade is { } trade)
            {
                Tick(trade, now);
            }

            _sessions.Connect(now);
        }
    }

    /// <summary>Everything wanted is here and durable: says that nothing more is wanted, and lets go those that are of no use.</summary>
    public void BecomeSeed()
    {
        lock (_lock)
        {
            _progress.BecomeSeed(_context.Clock.Now);
            foreach (var session in _sessions.All)
            {
                Trade.Judge.Introduce(session, IsGivingOnly, _context.ListenPort());
                CloseIfUseless(session);
            }
        }
    }

    /// <summary>What an announce tells.</summary>
    public AnnounceProgress Progress()
    {
        lock (_lock)
        {
            return _progress.ForAnnounce();
        }
    }

    /// <summary>What went to and fro in all runs.</summary>
    public TransferTotals Totals
    {
        get
        {
            lock (_lock)
            {
                return _progress.Totals;
            }
        }
    }

    /// <summary>What stopping is decided by.</summary>
    public StopInputs Activity(bool isComplete, TimeSpan elapsed)
    {
        lock (_lock)
        {
            return _progress.ForStop(isComplete, _copies?.Count ?? 0, elapsed, _context.Clock.Now);
        }
    }

    /// <summary>Fills in what the swarm knows.</summary>
    public TorrentSnapshot Describe(TorrentSnapshot snapshot)
    {
        lock (_lock)
        {
            return _progress.Describe(snapshot, _context.Clock.Now) with
            {
                Peers = _sessions.All.Count,
                Seeds = CountSeeds(),
                KnownPeers = _sessions.Book.Count,
            };
        }
    }

    /// <summary>How the connected peers look.</summary>
    public IReadOnlyList<PeerSnapshot> Peers()
    {
        lock (_lock)
        {
            return _trade?.Report.Peers(_context.Clock.Now) ?? [];
        }
    }

    /// <summary>Who of those who have left moved most.</summary>
    public IReadOnlyList<PeerTotal> TopPeers(int count)
    {
        lock (_lock)
        {
            return _sessions.Book.Ledger.Top(count);
        }
    }

    /// <summary>A copy of the pieces that are here.</summary>
    public Bitfield Have()
    {
        lock (_lock)
        {
            return Here.Clone();
        }
    }

    /// <summary>Fills in what the swarm knows, and counts the known addresses.</summary>
    public TorrentFacts Describe(TorrentFacts facts, out PeerTally tally)
    {
        lock (_lock)
        {
            tally = _sessions.Book.Tally();
            var now = _context.Clock.Now;
            return _trade is { } trade ? trade.Report.Describe(facts, tally, now) : SwarmReport.AtRest(facts, _sessions, tally, _progress, now);
        }
    }

    /// <summary>What another goes on from, once this one has stopped.</summary>
    public SwarmPast Past()
    {
        lock (_lock)
        {
            _sessions.Book.Rest();
            return new SwarmPast
            {
                Have = Here.Clone(),
                Book = _sessions.Book,
                Totals = _progress.Totals,
                Wasted = _progress.Wasted,
                Seeded = _isAllHere ? _progress.Seeded(_context.Clock.Now) : TimeSpan.Zero,
            };
        }
    }

    /// <summary>Ends all sessions and waits for them, and for pieces on their way to the disk.</summary>
    public async Task StopAsync()
    {
        lock (_lock)
        {
            _isStopped = true;
            _trade?.Disputes.Stop();
            _trade?.Downloader.Stop();
            _sessions.Close();
        }

        await _sessions.StopAsync();
        await _content.Intake.WhenWrittenAsync();
    }

    private void Tick(SwarmTrade trade, TimeSpan now)
    {
        if (IsGivingOnly && _sessions.IsAlone && now - _lastLeft >= RestAfter)
        {
            _have = trade.Picker.Have;
            trade.Downloader.Stop();
            _trade = null;
            _content.Rest();
            return;
        }

        foreach (var session in _sessions.All)
        {
            if (SwarmSessions.Tick(session, now))
            {
                trade.Downloader.Tick(session, now);
                trade.Downloader.Fill(session, now);
                CloseIfUseless(session);
            }
        }

        trade.Disputes.Tick(now);
        Repair();
        trade.Uploader.Evaluate(now, IsGivingOnly);
        trade.Exchange?.Tick(now);
    }

    void ISessionHost.OnJoined(PeerSession session)
    {
        Trade.Picker.PeerJoined(session.Key);
        Trade.Judge.Greet(session, IsGivingOnly, _context.ListenPort());
        Trade.Uploader.Evaluate(_context.Clock.Now, IsGivingOnly);
    }

    void ISessionHost.OnLeft(PeerSession session, TimeSpan now)
    {
        _lastLeft = now;
        Trade.Exchange?.OnLeft(session, IsGivingOnly);
        Trade.Picker.PeerLeft(session.Key);
        if (!_isStopped)
        {
            Trade.Disputes.GiveUp(session.Key);
            FillAll();
            Trade.Uploader.Evaluate(now, IsGivingOnly);
        }
    }

    void ISessionHost.OnPeersWanted() => _observer.OnPeersWanted();

    void ISessionOwner.Deliver(PeerSession session, IncomingMessages incoming, int received)
    {
        lock (_lock)
        {
            var now = _context.Clock.Now;
            session.LastReceived = now;
            foreach (ref readonly var message in CollectionsMarshal.AsSpan(incoming.Messages))
            {
                if (session.IsClosing || _isStopped)
                {
                    message.Block?.Dispose();
                }
                else
                {
                    Take(session, message, now);
                }
            }

            // Once for all messages of a receive: who changes its mind all the time is not to cost more than others.
            if (_isChokeDue)
            {
                _isChokeDue = false;
                Trade.Uploader.Evaluate(now, IsGivingOnly);
            }

            Trade.Downloader.Fill(session, now);
            session.Outgoing.Wake();
        }
    }

    ValueTask ISessionOwner.WaitForRoomAsync(CancellationToken cancellationToken) => _context.Budget.WaitForDiskAsync(cancellationToken);

    void ISessionOwner.Sent(PeerSession session, int contentBytes)
    {
        lock (_lock)
        {
            var now = _context.Clock.Now;
            session.Counters.AddUpload(contentBytes, now);
            _progress.Counters.AddUpload(contentBytes, now);
        }
    }

    void ISessionOwner.ReadFailed(int piece, StorageException? failure)
    {
        lock (_lock)
        {
            if (Here[piece])
            {
                Trade.Picker.MarkMissing(piece);
                _progress.Lost(piece);
                foreach (var session in _sessions.All)
                {
                    MessageJudge.TellLost(session, piece);
                }
            }
        }

        _content.Lose(piece);
        _observer.OnStorageFailed(failure ?? _content.DescribeLoss(piece));
    }

    private void Take(PeerSession session, in IncomingMessage message, TimeSpan now)
    {
        switch (message.Kind)
        {
            case IncomingKind.Block:
                TakeBlock(session, message, now);
                break;
            case IncomingKind.Hashes:
                Trade.Disputes.OnHashes(session, message.Hashes!);
                break;
            case IncomingKind.Port:
                _sessions.NoteDhtPort(session, (int)message.Piece);
                break;
            case IncomingKind.HashReject:
                Trade.Disputes.GiveUp(session.Key);
                break;
            default:
                Trade.Judge.Judge(session, message, now);
                AfterMessage(session, message.Kind);
                break;
        }
    }

    private void TakeBlock(PeerSession session, in IncomingMessage message, TimeSpan now)
    {
        var cancels = Trade.Downloader.OnBlock(session, message, now, out var arrival);
        foreach (var key in cancels)
        {
            if (_sessions.Find(key) is { } other)
            {
                Trade.Judge.SendCancel(other, message);
            }
        }

        if (arrival is BlockArrival.Unrequested or BlockArrival.Duplicate)
        {
            _progress.Counters.AddWaste(message.Length);
        }

        // What nobody asked for earns its sender nothing, and is no progress.
        if (arrival != BlockArrival.Unrequested)
        {
            session.Counters.AddDownload(message.Length, now);
            _progress.Counters.AddDownload(message.Length, now);
        }
    }

    /// <summary>What a message of a peer changes for the swarm as a whole.</summary>
    private void AfterMessage(PeerSession session, IncomingKind kind)
    {
        switch (kind)
        {
            case IncomingKind.Interested or IncomingKind.NotInterested:
                _isChokeDue = true;
                break;
            case IncomingKind.Have or IncomingKind.Bitfield or IncomingKind.HaveAll:
                UpdateInterest(session);
                CloseIfUseless(session);
                if (kind != IncomingKind.Have)
                {
                    Repair();
                }

                break;
            case IncomingKind.Extended:
                _sessions.NoteListenEndPoint(session);
                CloseIfUseless(session);
                break;
        }
    }

    private int CountSeeds() => _sessions.All.Count(session => Trade.Picker.IsSeed(session.Key));

    /// <summary>Two that have nothing to give to each other keep no connection; whole copies are counted all the same.</summary>
    private void CloseIfUseless(PeerSession session)
    {
        var isSeed = Trade.Picker.IsSeed(session.Key);
        if (isSeed && session.Connection is not WebSeedConnection)
        {
            (_copies ??= new CompletePeers()).Add(session.PeerId, session.BookEndPoint);
        }

        if (session.BookEndPoint is { } address)
        {
            _sessions.Book.MarkSeed(address, isSeed);
        }

        // Not before it has been told who we are: it may tell others. The next tick looks again.
        if (IsGivingOnly && (isSeed || session.IsUploadOnly) && session.Outgoing.WaitingBytes == 0)
        {
            session.Close(CloseReason.Useless);
        }
    }

    private void UpdateInterest(PeerSession session) => MessageJudge.SetInterest(session, !IsGivingOnly && Trade.Picker.IsInteresting(session.Key));

    /// <summary>A worker is done with whole pieces.</summary>
    private void PiecesDone(IReadOnlyList<SettledPiece> pieces)
    {
        lock (_lock)
        {
            _stored.Clear();
            foreach (var (piece, outcome) in pieces)
            {
                if (_isStopped)
                {
                    Keep(piece, outcome);
                }
                else if (!Trade.Settlement.Settle(piece, outcome))
                {
                    _observer.OnStorageFailed(outcome.Failure!);
                }
                else if (outcome.Fate == PieceFate.Stored)
                {
                    _stored.Add(piece.Piece);
                }
            }

            if (!_isStopped)
            {
                TellHave();
                FillAll();
            }
        }
    }

    /// <summary>A piece comes too late for anything but to be remembered.</summary>
    private void Keep(PieceBuffer piece, in PieceOutcome outcome)
    {
        piece.Dispose();
        if (outcome.Fate == PieceFate.Stored)
        {
            _progress.Had(piece.Piece);
            Trade.Picker.MarkHave(piece.Piece);
        }
    }

    /// <summary>Tells everybody of pieces that have just been stored, each peer of all at once.</summary>
    private void TellHave()
    {
        if (_stored.Count == 0)
        {
            return;
        }

        foreach (var session in _sessions.All)
        {
            session.Outgoing.Add(_stored, static (output, pieces) =>
            {
                foreach (var piece in pieces)
                {
                    PeerMessageWriter.WriteHave(output, piece);
                }
            });
        }

        NoteProgress();
    }

    /// <summary>More is here: some peers may have nothing more for us, and it may have been the last.</summary>
    private void NoteProgress()
    {
        var isLast = Trade.Picker.IsComplete && !_isAllHere;
        _isAllHere |= isLast;
        foreach (var session in _sessions.All)
        {
            UpdateInterest(session);
        }

        if (isLast)
        {
            _observer.OnAllHere();
        }
    }

    private void Decide(Dispute dispute, IReadOnlyList<int> bad)
    {
        if (!(Trade.Repair?.TryDecide(dispute.Piece, bad) ?? false))
        {
            Trade.Settlement.Decide(dispute, bad);
        }

        Repair();
        FillAll();
    }

    private void Abandon(Dispute dispute)
    {
        if (!(Trade.Repair?.TryAbandon(dispute.Piece) ?? false))
        {
            Trade.Settlement.Abandon(dispute);
        }

        Repair();
        FillAll();
    }

    private void Repair() => Trade.Repair?.Advance(_context.Clock.Now, _context.Budget.Free, Trade.Settlement.FindWitness, _sessions.All.Count > 0);

    /// <summary>A worker has read a damaged piece from our own disk.</summary>
    private void DamagedRead(SettledPiece read)
    {
        var (piece, outcome) = read;
        lock (_lock)
        {
            if (_isStopped)
            {
                piece.Dispose();
            }
            else if (outcome.Fate != PieceFate.Wrong || !Trade.Disputes.TryOpen(piece, outcome, Trade.Settlement.FindWitness(piece.Piece), _context.Clock.Now))
            {
                _ = Trade.Repair!.TryAbandon(piece);
                FillAll();
            }
        }
    }

    private void FillAll()
    {
        var now = _context.Clock.Now;
        foreach (var session in _sessions.All)
        {
            Trade.Downloader.Fill(session, now);
        }
    }

    private bool Has(int piece)
    {
        lock (_lock)
        {
            return Here[piece];
        }
    }
}
