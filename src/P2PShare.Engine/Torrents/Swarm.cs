using System.Net;
using System.Runtime.InteropServices;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Discovery;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Engine.Storage;
using P2PShare.Net.Limits;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// The owner of a torrent's mutable state: its sessions, and through its halves (<see cref="Downloader"/>, <see cref="Uploader"/>) its piece map,
/// picker and choker. One lock, never held across a wait; sessions hand over what they received one receive at a time.
/// </summary>
internal sealed class Swarm : ISessionOwner
{
    /// <summary>How young a session is that may have come about at the same moment as another with the same peer.</summary>
    private static readonly TimeSpan SimultaneousConnects = TimeSpan.FromSeconds(10);

    private readonly EngineContext _context;
    private readonly TorrentMetainfo _metainfo;
    private readonly TorrentContent _content;
    private readonly ISwarmObserver _observer;
    private readonly SwarmConnector _connector;
    private readonly TaskTracker _tasks;
    private readonly CancellationTokenSource _stopping = new();
    private readonly RateLimiter _downloadLimit;
    private readonly RateLimiter _uploadLimit;
    private readonly int _maxSessions;
    private readonly bool _isUploadOnly;
    private readonly ContentBytes _wantedBytes;
    private readonly ContentBytes _allBytes;

    // Under the lock.
    private readonly Lock _lock = new();
    private readonly Dictionary<PeerKey, PeerSession> _sessions = [];
    private readonly PeerRoster _roster = new();
    private readonly PeerBook _book;
    private readonly PiecePicker _picker;
    private readonly Downloader _downloader;
    private readonly Uploader _uploader;
    private readonly MessageJudge _judge;
    private readonly PieceDisputes _disputes;
    private readonly TransferCounters _counters = new();
    private readonly HashSet<PeerKey> _liars = [];
    private long _bytesDone;
    private long _bytesLeft;
    private bool _isAllHere;
    private bool _isStopped;
    private TimeSpan _startedAt;
    private TimeSpan _seedingSince;

    /// <summary>Makes the swarm of a torrent that has these pieces; it knows nobody yet.</summary>
    public Swarm(EngineContext context, PeerHandshake handshake, TorrentMetainfo metainfo, TorrentOptions options, TorrentContent content, Protocol.Pieces.Bitfield have, ISwarmObserver observer)
    {
        _context = context;
        _metainfo = metainfo;
        _content = content;
        _observer = observer;
        _isUploadOnly = options.SeedOnly;
        _maxSessions = options.MaxSessions ?? context.Options.MaxSessionsPerTorrent;
        _tasks = new TaskTracker(context.Logger);
        _downloadLimit = new RateLimiter(context.Services.Time) { BytesPerSecond = options.MaxDownloadRate };
        _uploadLimit = new RateLimiter(context.Services.Time) { BytesPerSecond = options.MaxUploadRate };
        _wantedBytes = new ContentBytes(metainfo, options.SelectedFiles);
        _allBytes = options.SelectedFiles is null ? _wantedBytes : new ContentBytes(metainfo, null);

        var padding = PaddingMap.Of(metainfo.Geometry, metainfo.Files);
        _picker = new PiecePicker(metainfo.Geometry, padding, context.Services.CreateRandom()) { Sequential = options.Sequential };
        _picker.SetWanted(options.SelectedFiles is null ? null : _wantedBytes.Pieces());
        _picker.MarkHave(have);
        foreach (var piece in padding.PaddingPieces())
        {
            _picker.MarkHave(piece);
        }

        _bytesDone = _wantedBytes.In(have);
        _bytesLeft = _allBytes.Total - _allBytes.In(have);
        _isAllHere = _picker.IsComplete;
        _downloader = new Downloader(metainfo.Geometry, _picker, context.Budget, new DownloadLimits(context.Download, _downloadLimit), content, PieceDone);
        _uploader = new Uploader(metainfo.Geometry, _picker, new Choker(context.Options.UploadSlots, context.Services.CreateRandom()), _sessions.Values);
        _disputes = new PieceDisputes(new LeafHashes(content.HashedFiles));
        var hashServer = new HashServer(new HashTrees(content.HashedFiles), content, _tasks, Has, _stopping.Token);
        _judge = new MessageJudge(metainfo, _picker, _downloader, _uploader, hashServer);
        _book = new PeerBook(context.Services.CreateRandom());
        _connector = new SwarmConnector(context, handshake, metainfo.InfoHashes);
        foreach (var peer in options.Peers)
        {
            _book.Add(peer, PeerSource.User);
        }
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

    /// <summary>Nobody is asked for anything: all is here, or nothing more is wanted.</summary>
    private bool IsGivingOnly => _isAllHere || _isUploadOnly;

    /// <summary>Begins to connect.</summary>
    public void Start()
    {
        lock (_lock)
        {
            _startedAt = _context.Clock.Now;
            _seedingSince = _startedAt;
            Connect(_startedAt);
        }
    }

    /// <summary>Learns of addresses.</summary>
    public void Learn(IReadOnlyList<IPEndPoint> peers, PeerSource source)
    {
        lock (_lock)
        {
            foreach (var peer in peers)
            {
                _book.Add(peer, source);
            }

            Connect(_context.Clock.Now);
        }
    }

    /// <summary>Takes over a connection whose handshake is done, and runs it to its end.</summary>
    public void Admit(IConnection connection, Handshake greeting, bool isIncoming, bool speaksV2) =>
        _tasks.Run(() => RunSessionAsync(connection, greeting, isIncoming, speaksV2));

    /// <summary>Looks at all deadlines: silence, requests, chokes, connections. Never blocks.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            var now = _context.Clock.Now;
            foreach (var session in _sessions.Values)
            {
                Tick(session, now);
            }

            _disputes.Tick(now, Abandon);
            _uploader.Evaluate(now, IsGivingOnly);
            Connect(now);
        }
    }

    /// <summary>Everything wanted is here and durable: says that nothing more is wanted, and lets go those that are of no use.</summary>
    public void BecomeSeed()
    {
        lock (_lock)
        {
            _seedingSince = _context.Clock.Now;
            foreach (var session in _sessions.Values)
            {
                _judge.Introduce(session, IsGivingOnly, ListenPort);
                CloseIfUseless(session);
            }
        }
    }

    /// <summary>What an announce tells.</summary>
    public AnnounceProgress Progress()
    {
        lock (_lock)
        {
            return new AnnounceProgress(_counters.Uploaded, _counters.Downloaded, _bytesLeft);
        }
    }

    /// <summary>What stopping is decided by.</summary>
    public StopInputs Activity(bool isComplete, TimeSpan elapsed)
    {
        lock (_lock)
        {
            var now = _context.Clock.Now;
            return new StopInputs
            {
                IsComplete = isComplete,
                Uploaded = _counters.Uploaded,
                ContentLength = _metainfo.TotalLength,
                ConnectedCopies = CountSeeds(),
                Elapsed = elapsed,
                Downloading = now - _startedAt,
                SinceReceived = now - _counters.LastDownload,
                Seeding = now - _seedingSince,
                SinceSent = now - _counters.LastUpload,
            };
        }
    }

    /// <summary>Fills in what the swarm knows.</summary>
    public TorrentSnapshot Describe(TorrentSnapshot snapshot)
    {
        lock (_lock)
        {
            var now = _context.Clock.Now;
            var rate = _counters.DownloadRate(now);
            var missing = _wantedBytes.Total - _bytesDone;
            return snapshot with
            {
                BytesDone = _bytesDone,
                BytesTotal = _wantedBytes.Total,
                Downloaded = _counters.Downloaded,
                Uploaded = _counters.Uploaded,
                Wasted = _counters.Wasted,
                DownloadRate = rate,
                UploadRate = _counters.UploadRate(now),
                Peers = _sessions.Count,
                Seeds = CountSeeds(),
                KnownPeers = _book.Count,
                Eta = missing == 0 ? TimeSpan.Zero : rate > 0 ? TimeSpan.FromSeconds((double)missing / rate) : null,
                Ratio = _metainfo.TotalLength == 0 ? 0 : (double)_counters.Uploaded / _metainfo.TotalLength,
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
            foreach (var session in _sessions.Values)
            {
                session.Close(CloseReason.Stopping);
            }
        }

        await _stopping.CancelAsync();
        await _tasks.WhenIdleAsync();
        await _content.WhenWrittenAsync();
        _stopping.Dispose();
    }

    void ISessionOwner.Deliver(PeerSession session, IncomingMessages incoming, int received)
    {
        lock (_lock)
        {
            var now = _context.Clock.Now;
            session.LastReceived = now;
            if (incoming.BlockBytes > 0)
            {
                session.Counters.AddDownload(incoming.BlockBytes, now);
                _counters.AddDownload(incoming.BlockBytes, now);
            }

            foreach (ref readonly var message in CollectionsMarshal.AsSpan(incoming.Messages))
            {
                if (session.IsClosing || _isStopped)
                {
                    message.Block?.Dispose();
                }
                else if (message.Kind == IncomingKind.Block)
                {
                    TakeBlock(session, message, now);
                }
                else if (message.Kind == IncomingKind.Hashes)
                {
                    _disputes.OnHashes(session, message.Hashes!, Decide);
                }
                else if (message.Kind == IncomingKind.HashReject)
                {
                    _disputes.GiveUp(session.Key, Abandon);
                }
                else
                {
                    _judge.Judge(session, message, now);
                    AfterMessage(session, message.Kind, now);
                }
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
            _counters.AddUpload(contentBytes, now);
        }
    }

    void ISessionOwner.ReadFailed(int piece, StorageException? failure)
    {
        lock (_lock)
        {
            if (_picker.Have[piece])
            {
                _picker.MarkMissing(piece);
                _bytesDone -= _wantedBytes.In(piece);
                _bytesLeft += _allBytes.In(piece);
                foreach (var session in _sessions.Values)
                {
                    MessageJudge.TellLost(session, piece);
                }
            }
        }

        _content.Lose(piece);
        _observer.OnStorageFailed(failure ?? _content.DescribeLoss(piece));
    }

    private int ListenPort => _context.ListenPort();

    private int CountSeeds() => _sessions.Values.Count(session => _picker.IsSeed(session.Key));

    private void TakeBlock(PeerSession session, in IncomingMessage message, TimeSpan now)
    {
        var cancels = _downloader.OnBlock(session, message, now, out var arrival);
        foreach (var key in cancels)
        {
            if (_sessions.TryGetValue(key, out var other))
            {
                _judge.SendCancel(other, message);
            }
        }

        if (arrival is BlockArrival.Unrequested or BlockArrival.Duplicate)
        {
            _counters.AddWaste(message.Length);
        }
    }

    /// <summary>What a message of a peer changes for the swarm as a whole.</summary>
    private void AfterMessage(PeerSession session, IncomingKind kind, TimeSpan now)
    {
        switch (kind)
        {
            case IncomingKind.Interested or IncomingKind.NotInterested:
                _uploader.Evaluate(now, IsGivingOnly);
                break;
            case IncomingKind.Have or IncomingKind.Bitfield or IncomingKind.HaveAll:
                UpdateInterest(session);
                CloseIfUseless(session);
                break;
            case IncomingKind.Extended:
                if (session.TakeListenEndPoint() is { } listens)
                {
                    _book.Add(listens, PeerSource.Incoming);
                    _book.Connected(listens);
                }

                CloseIfUseless(session);
                break;
        }
    }

    private void Tick(PeerSession session, TimeSpan now)
    {
        if (session.IsSilent(now))
        {
            session.Close(CloseReason.Silent);
            return;
        }

        if (session.Pipeline.IsHopeless)
        {
            session.Close(CloseReason.Useless);
            return;
        }

        session.KeepAlive(now);
        _downloader.Tick(session, now);
        _downloader.Fill(session, now);
    }

    /// <summary>Two that have nothing to give to each other keep no connection.</summary>
    private void CloseIfUseless(PeerSession session)
    {
        var isSeed = _picker.IsSeed(session.Key);
        if (session.BookEndPoint is { } address)
        {
            _book.MarkSeed(address, isSeed);
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
            _liars.Clear();
            if (_isStopped)
            {
                piece.Dispose();
                if (outcome.Fate == PieceFate.Stored)
                {
                    CountPiece(piece.Piece);
                }
            }
            else
            {
                Settle(piece, outcome);
                BanLiars();
                FillAll();
            }
        }
    }

    /// <summary>A peer has proved which blocks of a failed piece are bad.</summary>
    private void Decide(Dispute dispute, IReadOnlyList<int> bad)
    {
        _liars.Clear();
        _counters.AddWaste(bad.Count * (long)Protocol.Pieces.PieceGeometry.BlockLength);
        _downloader.OnBlocksWrong(dispute.Piece, bad, _liars);
        BanLiars();
        FillAll();
    }

    /// <summary>Nobody says which blocks of a failed piece are bad: all of it is got again.</summary>
    private void Abandon(Dispute dispute)
    {
        _liars.Clear();
        _counters.AddWaste(dispute.Piece.Length);
        _downloader.OnWrong(dispute.Piece, dispute.Outcome, _liars);
        BanLiars();
        FillAll();
    }

    private void BanLiars()
    {
        foreach (var liar in _liars)
        {
            Ban(liar);
        }
    }

    private void FillAll()
    {
        var now = _context.Clock.Now;
        foreach (var session in _sessions.Values)
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

    /// <summary>Whom to ask about a failed piece: one that speaks v2, has the piece, and best of all had no part in it.</summary>
    private PeerSession? FindWitness(int piece)
    {
        var senders = _picker.SendersOf(piece).ToArray();
        return _sessions.Values
            .Where(session => session.SpeaksV2 && !session.IsClosing && _picker.HasPiece(session.Key, piece))
            .MinBy(session => senders.Contains(session.Key));
    }

    private void Settle(PieceBuffer piece, in PieceOutcome outcome)
    {
        var index = piece.Piece;
        switch (outcome.Fate)
        {
            case PieceFate.Stored:
                _downloader.OnStored(piece, outcome, _liars);
                CountPiece(index);
                foreach (var session in _sessions.Values)
                {
                    session.Outgoing.Add(index, PeerMessageWriter.WriteHave);
                    UpdateInterest(session);
                }

                if (_picker.IsComplete && !_isAllHere)
                {
                    _isAllHere = true;
                    foreach (var session in _sessions.Values)
                    {
                        UpdateInterest(session);
                    }

                    _observer.OnAllHere();
                }

                break;
            case PieceFate.Wrong:
                if (!_disputes.TryOpen(piece, outcome, FindWitness(index), _context.Clock.Now))
                {
                    _counters.AddWaste(piece.Length);
                    _downloader.OnWrong(piece, outcome, _liars);
                }

                EngineLog.PieceFailed(_context.Logger, index);
                _context.Tell(new EngineEvent.PieceFailed(_context.Now, _metainfo.InfoHashes, index));
                break;
            default:
                _downloader.OnRefused(piece);
                _downloader.Stop();
                _observer.OnStorageFailed(outcome.Failure!);
                break;
        }
    }

    private void CountPiece(int piece)
    {
        _bytesDone += _wantedBytes.In(piece);
        _bytesLeft -= _allBytes.In(piece);
    }

    private void Ban(PeerKey liar)
    {
        if (!_roster.TryGetAddress(liar, out var address))
        {
            return;
        }

        _book.Ban(address);
        EngineLog.PeerBanned(_context.Logger, address, "it sent bad data");
        _context.Tell(new EngineEvent.PeerBanned(_context.Now, _metainfo.InfoHashes, address, "it sent bad data"));
        if (_sessions.TryGetValue(liar, out var session))
        {
            session.Close(CloseReason.Banned);
        }
    }

    private void Connect(TimeSpan now)
    {
        while (!_isStopped
            && _sessions.Count + _connector.UnderWay < _maxSessions
            && _context.Slots.TryTakeHalfOpen())
        {
            if (!_book.TryNext(now, IsGivingOnly, out var address))
            {
                _context.Slots.ReleaseHalfOpen();
                if (_sessions.Count == 0)
                {
                    _observer.OnPeersWanted();
                }

                return;
            }

            _connector.UnderWay++;
            _tasks.Run(() => ConnectAsync(address));
        }
    }

    private async Task ConnectAsync(IPEndPoint address)
    {
        ConnectResult result;
        try
        {
            result = await _connector.ConnectAsync(address, _stopping.Token);
        }
        finally
        {
            _context.Slots.ReleaseHalfOpen();
            lock (_lock)
            {
                _connector.UnderWay--;
            }
        }

        if (result.Connection is { } connection)
        {
            await RunSessionAsync(connection, result.Greeting, isIncoming: false, result.SpeaksV2);
            return;
        }

        lock (_lock)
        {
            if (result.IsOurselves)
            {
                _book.MarkOwn(address);
            }
            else
            {
                _book.Failed(address, _context.Clock.Now);
            }
        }
    }

    private async Task RunSessionAsync(IConnection connection, Handshake greeting, bool isIncoming, bool speaksV2)
    {
        if (Join(connection, greeting, isIncoming, speaksV2) is not { } session)
        {
            await connection.DisposeAsync();
            return;
        }

        EngineLog.SessionBegins(_context.Logger, connection.RemoteEndPoint, session.PeerId.ToString(), isIncoming);
        try
        {
            var receiver = new SessionReceiver(session, _context.ReceiveBuffers, _context.Blocks, new CompositeRateLimiter(_context.Download, _downloadLimit), this);
            var sender = new SessionSender(session, _content.Reader, _context.SendBuffers, new CompositeRateLimiter(_context.Upload, _uploadLimit), this);
            await Task.WhenAll(RunLoopAsync(session, receiver.RunAsync), RunLoopAsync(session, sender.RunAsync));
        }
        finally
        {
            Leave(session);
            await session.FinishAsync();
            EngineLog.SessionEnds(_context.Logger, connection.RemoteEndPoint, session.Reason);
        }
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
            lock (_lock)
            {
                session.Close(reason);
            }
        }
    }

    private PeerSession? Join(IConnection connection, Handshake greeting, bool isIncoming, bool speaksV2)
    {
        var address = connection.RemoteEndPoint;
        lock (_lock)
        {
            var now = _context.Clock.Now;
            if (_isStopped || _sessions.Count >= _maxSessions || _book.IsBanned(address) || !MayJoin(greeting.PeerId, isIncoming, now))
            {
                ForgetAttempt(address, isIncoming, now);
                return null;
            }

            if (!_context.Slots.TryTake(address.Address))
            {
                ForgetAttempt(address, isIncoming, now);
                return null;
            }

            var session = new PeerSession(_roster.Join(address), connection, greeting, isIncoming, speaksV2, _metainfo.Geometry.PieceCount) { Began = now, LastReceived = now };
            _sessions.Add(session.Key, session);
            _picker.PeerJoined(session.Key);
            if (!isIncoming)
            {
                _book.Connected(address);
            }

            _judge.Greet(session, IsGivingOnly, ListenPort);
            return session;
        }
    }

    private void ForgetAttempt(IPEndPoint address, bool isIncoming, TimeSpan now)
    {
        if (!isIncoming)
        {
            _book.Disconnected(address, now);
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
        lock (_lock)
        {
            var now = _context.Clock.Now;
            _sessions.Remove(session.Key);
            _roster.Leave(session.Key);
            _picker.PeerLeft(session.Key);
            _context.Slots.Release(session.Connection.RemoteEndPoint.Address);
            if (session.BookEndPoint is { } address)
            {
                _book.Disconnected(address, now);
            }

            if (!_isStopped)
            {
                _disputes.GiveUp(session.Key, Abandon);
                FillAll();
                _uploader.Evaluate(now, IsGivingOnly);
            }
        }
    }
}
