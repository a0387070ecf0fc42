using System.Net;
using System.Runtime.InteropServices;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Discovery;
using P2PShare.Engine.Metadata;
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
/// The owner of a torrent's mutable state: its sessions, and through its halves (<see cref="Downloader"/>, <see cref="Uploader"/>) its piece map,
/// picker and choker. One lock, never held across a wait; sessions hand over what they received one receive at a time.
/// </summary>
internal sealed class Swarm : ISessionHost
{
    private readonly EngineContext _context;
    private readonly TorrentContent _content;
    private readonly ISwarmObserver _observer;
    private readonly bool _isUploadOnly;

    // Under the lock.
    private readonly Lock _lock = new();
    private readonly SwarmSessions _sessions;
    private readonly SwarmProgress _progress;
    private readonly SwarmReport _report;
    private readonly PiecePicker _picker;
    private readonly Downloader _downloader;
    private readonly Uploader _uploader;
    private readonly MessageJudge _judge;
    private readonly SwarmExchange? _exchange;
    private readonly PieceDisputes _disputes;
    private readonly PieceSettlement _settlement;
    private readonly PieceRepair? _repair;
    private readonly CompletePeers _copies = new();
    private bool _isAllHere;
    private bool _isStopped;
    private bool _isChokeDue;

    /// <summary>Makes the swarm of a torrent that goes on from there; nobody is connected to yet.</summary>
    public Swarm(
        EngineContext context, PeerHandshake handshake, TorrentMetainfo metainfo, TorrentOptions options, RateLimits limits, TorrentContent content, SwarmPast past, ISwarmObserver observer)
    {
        _context = context;
        _content = content;
        _observer = observer;
        _isUploadOnly = options.SeedOnly;
        _sessions = new SwarmSessions(context, handshake, new AskedTorrent(metainfo.InfoHashes, metainfo.IsPrivate), new SwarmLimits(options.MaxSessions, limits), past.Book, metainfo.Geometry.PieceCount, this);
        _progress = new SwarmProgress(metainfo, options.SelectedFiles, past);

        var padding = PaddingMap.Of(metainfo.Geometry, metainfo.Files);
        _picker = new PiecePicker(metainfo.Geometry, padding, context.Services.CreateRandom()) { Sequential = options.Sequential, MaxPieceCost = content.Intake.MaxPieceCost };
        _picker.SetWanted(_progress.WantedPieces);
        if (PieceLevels.Of(metainfo, options) is { } levels)
        {
            _picker.SetLevels(levels, PieceLevels.Count);
        }

        _picker.MarkHave(past.Have);
        foreach (var piece in padding.PaddingPieces())
        {
            _picker.MarkHave(piece);
        }

        _isAllHere = _picker.IsComplete;
        _downloader = new Downloader(metainfo.Geometry, _picker, context.Budget, new DownloadLimits(context.Limits.Download, limits.Download), content.Intake, PieceDone);
        _picker.BlockDiscarded = _downloader.Discard;
        _uploader = new Uploader(metainfo.Geometry, _picker, new Choker(context.Options.UploadSlots, context.Services.CreateRandom()), _sessions.All);
        _report = new SwarmReport(_sessions, _picker, _progress, Math.Min(metainfo.Geometry.PieceLength, content.Intake.MaxPieceCost));
        _disputes = new PieceDisputes(new LeafHashes(content.HashedFiles));
        _settlement = new PieceSettlement(context, metainfo, _picker, _downloader, _disputes, _sessions, _progress);
        if (content.Damaged is { IsEmpty: false } damaged && !_isUploadOnly)
        {
            _repair = new PieceRepair(metainfo.Geometry, _picker, _downloader, damaged, piece => _content.Intake.ReadDamaged(piece, DamagedRead));
        }

        var hashServer = new HashServer(new HashTrees(content.HashedFiles), content, _sessions.Tasks, Has, _sessions.Stopping);
        _exchange = context.Options.PeerExchange && !metainfo.IsPrivate ? new SwarmExchange(_sessions, session => _picker.IsSeed(session.Key)) : null;
        _judge = new MessageJudge(metainfo, _picker, _downloader, _uploader, hashServer, new MetadataServer(metainfo.InfoBytes), _exchange);
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

    bool ISessionHost.IsGivingOnly => IsGivingOnly;

    /// <summary>Nobody is asked for anything: all is here, or nothing more is wanted.</summary>
    private bool IsGivingOnly => _isAllHere || _isUploadOnly;

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
            foreach (var session in _sessions.All)
            {
                if (SwarmSessions.Tick(session, now))
                {
                    _downloader.Tick(session, now);
                    _downloader.Fill(session, now);
                }
            }

            _disputes.Tick(now, Abandon);
            Repair();
            _uploader.Evaluate(now, IsGivingOnly);
            _exchange?.Tick(now);
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
                _judge.Introduce(session, IsGivingOnly, _context.ListenPort());
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
            return _progress.ForStop(isComplete, _copies.Count, elapsed, _context.Clock.Now);
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
            return _report.Peers(_context.Clock.Now);
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
            return _picker.Have.Clone();
        }
    }

    /// <summary>Fills in what the swarm knows, and counts the known addresses.</summary>
    public TorrentFacts Describe(TorrentFacts facts, out PeerTally tally)
    {
        lock (_lock)
        {
            tally = _sessions.Book.Tally();
            return _report.Describe(facts, tally, _context.Clock.Now);
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
                Have = _picker.Have.Clone(),
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
            _disputes.GiveUpAll(dispute => dispute.Piece.Dispose());
            _downloader.Stop();
            _sessions.Close();
        }

        await _sessions.StopAsync();
        await _content.Intake.WhenWrittenAsync();
    }

    void ISessionHost.OnJoined(PeerSession session)
    {
        _picker.PeerJoined(session.Key);
        _judge.Greet(session, IsGivingOnly, _context.ListenPort());
    }

    void ISessionHost.OnLeft(PeerSession session, TimeSpan now)
    {
        _exchange?.OnLeft(session);
        _picker.PeerLeft(session.Key);
        if (!_isStopped)
        {
            _disputes.GiveUp(session.Key, Abandon);
            FillAll();
            _uploader.Evaluate(now, IsGivingOnly);
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
                _uploader.Evaluate(now, IsGivingOnly);
            }

            _downloader.Fill(session, now);
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
            if (_picker.Have[piece])
            {
                _picker.MarkMissing(piece);
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
                _disputes.OnHashes(session, message.Hashes!, Decide);
                break;
            case IncomingKind.Port:
                _sessions.NoteDhtPort(session, (int)message.Piece);
                break;
            case IncomingKind.HashReject:
                _disputes.GiveUp(session.Key, Abandon);
                break;
            default:
                _judge.Judge(session, message, now);
                AfterMessage(session, message.Kind);
                break;
        }
    }

    private void TakeBlock(PeerSession session, in IncomingMessage message, TimeSpan now)
    {
        var cancels = _downloader.OnBlock(session, message, now, out var arrival);
        foreach (var key in cancels)
        {
            if (_sessions.Find(key) is { } other)
            {
                _judge.SendCancel(other, message);
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

    private int CountSeeds() => _sessions.All.Count(session => _picker.IsSeed(session.Key));

    /// <summary>Two that have nothing to give to each other keep no connection; whole copies are counted all the same.</summary>
    private void CloseIfUseless(PeerSession session)
    {
        var isSeed = _picker.IsSeed(session.Key);
        if (isSeed && session.Connection is not WebSeedConnection)
        {
            _copies.Add(session.PeerId, session.BookEndPoint);
        }

        if (session.BookEndPoint is { } address)
        {
            _sessions.Book.MarkSeed(address, isSeed);
        }

        if (IsGivingOnly && (isSeed || session.IsUploadOnly))
        {
            session.Close(CloseReason.Useless);
        }
    }

    private void UpdateInterest(PeerSession session) => MessageJudge.SetInterest(session, !IsGivingOnly && _picker.IsInteresting(session.Key));

    /// <summary>A worker is done with a whole piece.</summary>
    private void PieceDone(PieceBuffer piece, PieceOutcome outcome)
    {
        lock (_lock)
        {
            if (_isStopped)
            {
                piece.Dispose();
                if (outcome.Fate == PieceFate.Stored)
                {
                    _progress.Had(piece.Piece);
                    _picker.MarkHave(piece.Piece);
                }

                return;
            }

            if (!_settlement.Settle(piece, outcome))
            {
                _observer.OnStorageFailed(outcome.Failure!);
                return;
            }

            if (outcome.Fate == PieceFate.Stored)
            {
                NoteProgress();
            }

            FillAll();
        }
    }

    /// <summary>One more piece is here: some peers may have nothing more for us, and it may have been the last.</summary>
    private void NoteProgress()
    {
        var isLast = _picker.IsComplete && !_isAllHere;
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
        if (!(_repair?.TryDecide(dispute.Piece, bad) ?? false))
        {
            _settlement.Decide(dispute, bad);
        }

        Repair();
        FillAll();
    }

    private void Abandon(Dispute dispute)
    {
        if (!(_repair?.TryAbandon(dispute.Piece) ?? false))
        {
            _settlement.Abandon(dispute);
        }

        Repair();
        FillAll();
    }

    private void Repair() => _repair?.Advance(_context.Clock.Now, _context.Budget.Free, _settlement.FindWitness, _sessions.All.Count > 0);

    /// <summary>A worker has read a damaged piece from our own disk.</summary>
    private void DamagedRead(PieceBuffer piece, PieceOutcome outcome)
    {
        lock (_lock)
        {
            if (_isStopped)
            {
                piece.Dispose();
            }
            else if (outcome.Fate != PieceFate.Wrong || !_disputes.TryOpen(piece, outcome, _settlement.FindWitness(piece.Piece), _context.Clock.Now))
            {
                _ = _repair!.TryAbandon(piece);
                FillAll();
            }
        }
    }

    private void FillAll()
    {
        var now = _context.Clock.Now;
        foreach (var session in _sessions.All)
        {
            _downloader.Fill(session, now);
        }
    }

    private bool Has(int piece)
    {
        lock (_lock)
        {
            return _picker.Have[piece];
        }
    }
}
