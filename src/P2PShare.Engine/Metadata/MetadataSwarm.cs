using System.Net;
using System.Runtime.InteropServices;
using P2PShare.Engine.Diagnostics;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Storage;
using P2PShare.Engine.Torrents;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Metadata;

/// <summary>
/// The peers of a torrent of which only the info-hash is known: gets the info dictionary from them (BEP 9) and then the piece layers (BEP 52).
/// Has nothing to give and wants no content. One lock, never held across a wait.
/// </summary>
internal sealed class MetadataSwarm : ISessionHost
{
    private readonly EngineContext _context;
    private readonly InfoHashes _wanted;
    private readonly Action _onPeersWanted;
    private readonly TaskCompletionSource<TorrentMetainfo> _found = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Under the lock.
    private readonly Lock _lock = new();
    private readonly SwarmSessions _sessions;
    private readonly SwarmExchange? _exchange;
    private readonly MetadataExchange _metadata;
    private readonly List<PeerKey> _liars = [];
    private readonly RateLimits _limits;
    private LayerExchange? _layers;
    private TorrentMetainfo? _info;
    private bool _isStopped;

    /// <summary>Makes a swarm that knows nobody.</summary>
    /// <param name="context">What the engine's torrents share.</param>
    /// <param name="handshake">How peers are greeted.</param>
    /// <param name="wanted">The info-hash, or both of a hybrid.</param>
    /// <param name="maxSessions">Most sessions; null for the engine's default.</param>
    /// <param name="onPeersWanted">Called under the lock when nobody is left to ask.</param>
    public MetadataSwarm(EngineContext context, PeerHandshake handshake, InfoHashes wanted, int? maxSessions, Action onPeersWanted)
    {
        _context = context;
        _wanted = wanted;
        _onPeersWanted = onPeersWanted;
        _limits = new RateLimits(context.Services.Time);
        _metadata = new MetadataExchange(wanted);
        _sessions = new SwarmSessions(context, handshake, new AskedTorrent(wanted, IsPrivate: false), maxSessions, new PeerBook(context.Services.CreateRandom()), pieceCount: null, this);

        // Listened to only: whether the torrent is private, and nobody may be told of anybody, is not known yet.
        _exchange = context.Options.PeerExchange ? new SwarmExchange(_sessions, new RecentContacts(), static _ => false) : null;
    }

    /// <summary>What the info-hash stands for, once it is known with its piece layers. Without these for a hybrid of whose peers none speaks v2: its v1 half says all.</summary>
    public Task<TorrentMetainfo> Found => _found.Task;

    Lock ISessionHost.Lock => _lock;

    ContentReader? ISessionHost.Reader => null;

    RateLimits ISessionHost.Limits => _limits;

    bool ISessionHost.IsGivingOnly => false;

    /// <summary>Learns of addresses.</summary>
    public void Learn(IReadOnlyList<IPEndPoint> peers, PeerSource source)
    {
        lock (_lock)
        {
            _sessions.Learn(peers, source);
        }
    }

    /// <summary>Takes over a connection whose handshake is done, and runs it to its end.</summary>
    public void Admit(IConnection connection, Handshake greeting, bool isIncoming, bool speaksV2) => _sessions.Admit(connection, greeting, isIncoming, speaksV2);

    /// <summary>Sessions, and addresses known.</summary>
    public (int Sessions, int Known) CountPeers()
    {
        lock (_lock)
        {
            return (_sessions.All.Count, _sessions.Book.Count);
        }
    }

    /// <summary>How many peers there are, and in what relation.</summary>
    public (PeerFacts Peers, PeerTally Tally) Facts()
    {
        lock (_lock)
        {
            var tally = _sessions.Book.Tally();
            return (SwarmReport.Count(_sessions, tally), tally);
        }
    }

    /// <summary>Addresses that are worth connecting to for the content, the best first.</summary>
    public IReadOnlyList<IPEndPoint> BestPeers(int count)
    {
        lock (_lock)
        {
            return _sessions.Book.Best(count);
        }
    }

    /// <summary>Looks at all deadlines. Never blocks.</summary>
    public void Tick()
    {
        lock (_lock)
        {
            var now = _context.Clock.Now;
            foreach (var session in _sessions.All)
            {
                SwarmSessions.Tick(session, now);
            }

            _metadata.Tick(now);
            _layers?.Tick(now);
            AskAll(now);
            _sessions.Connect(now);
        }
    }

    /// <summary>Ends all sessions and waits for them.</summary>
    public async Task StopAsync()
    {
        lock (_lock)
        {
            _isStopped = true;
            _sessions.Close();
        }

        await _sessions.StopAsync();
    }

    void ISessionHost.OnJoined(PeerSession session)
    {
        Introductions.Introduce(session, isUploadOnly: false, _context.ListenPort(), metadataSize: null, exchangesPeers: _exchange is not null);
        if (session.SupportsFast)
        {
            session.Outgoing.Add(0, static (output, _) => PeerMessageWriter.WriteHaveNone(output));
        }

        Ask(session, _context.Clock.Now);
    }

    void ISessionHost.OnLeft(PeerSession session, TimeSpan now)
    {
        _metadata.PeerLeft(session.Key);
        _layers?.PeerLeft(session.Key);
        if (!_isStopped)
        {
            AskAll(now);
        }
    }

    void ISessionHost.OnPeersWanted() => _onPeersWanted();

    void ISessionOwner.Deliver(PeerSession session, IncomingMessages incoming, int received)
    {
        lock (_lock)
        {
            var now = _context.Clock.Now;
            session.LastReceived = now;
            foreach (ref readonly var message in CollectionsMarshal.AsSpan(incoming.Messages))
            {
                message.Block?.Dispose();
                if (!session.IsClosing && !_isStopped)
                {
                    Take(session, message, now);
                }
            }

            AskAll(now);
        }
    }

    ValueTask ISessionOwner.WaitForRoomAsync(CancellationToken cancellationToken) => ValueTask.CompletedTask;

    void ISessionOwner.Sent(PeerSession session, int contentBytes)
    {
        // There is no content to send.
    }

    void ISessionOwner.ReadFailed(int piece, StorageException? failure)
    {
        // There is no content to read.
    }

    private void Take(PeerSession session, in IncomingMessage message, TimeSpan now)
    {
        switch (message.Kind)
        {
            case IncomingKind.Extended when message.Piece == 0:
                Introductions.Take(session, message.Payload);
                _sessions.NoteListenEndPoint(session);
                _metadata.PeerOffers(session.Key, session.MetadataId == 0 ? null : session.MetadataSize);
                break;
            case IncomingKind.Extended when message.Piece == Introductions.MetadataId:
                OnMetadata(session, message.Payload, now);
                break;
            case IncomingKind.Extended when message.Piece == Introductions.PeerExchangeId:
                _exchange?.OnMessage(session, message.Payload, now);
                break;
            case IncomingKind.Hashes when _layers is { } layers:
                if (!layers.Received(session.Key, message.Hashes!.Request, message.Hashes.Nodes))
                {
                    _sessions.Ban(session.Key);
                }

                CompleteIfWhole();
                break;
            case IncomingKind.Port:
                _sessions.NoteDhtPort(session, (int)message.Piece);
                break;
            case IncomingKind.HashReject:
                _layers?.Refused(session.Key, now);
                break;
            case IncomingKind.Request when session.SupportsFast:
                session.Outgoing.Add(new BlockRange((int)message.Piece, (int)message.Begin, (int)message.Length), PeerMessageWriter.WriteReject);
                break;
        }
    }

    private void OnMetadata(PeerSession session, byte[]? payload, TimeSpan now)
    {
        if (!MetadataMessage.TryRead(payload, out var message, out var data))
        {
            session.Close(CloseReason.ProtocolBroken);
            return;
        }

        switch (message.Kind)
        {
            case MetadataMessageKind.Request when session.MetadataId != 0:
                Send(session, new MetadataMessage(MetadataMessageKind.Reject, message.Piece));
                break;
            case MetadataMessageKind.Reject:
                _metadata.Refused(session.Key, now);
                break;
            case MetadataMessageKind.Data when _info is null:
                if (_metadata.Received(session.Key, message.Piece, data.Span, _liars) is { } info)
                {
                    Read(info);
                }

                foreach (var liar in _liars)
                {
                    _sessions.Ban(liar);
                }

                _liars.Clear();
                break;
        }
    }

    /// <summary>The info dictionary has its hash: it is what its maker wrote, for better or worse.</summary>
    private void Read(byte[] info)
    {
        try
        {
            _info = MetainfoReader.FromInfo(info);
        }
        catch (MetainfoException unusable)
        {
            _found.TrySetException(unusable);
            return;
        }

        _layers = _info.Format == TorrentFormat.V1 ? null : new LayerExchange(_info);
        CompleteIfWhole();
    }

    private void CompleteIfWhole()
    {
        if (_info is null || _found.Task.IsCompleted)
        {
            return;
        }

        if (_layers is null or { IsComplete: true })
        {
            _found.TrySetResult(_layers is null ? _info : MetainfoReader.FromInfo(_info.InfoBytes, _layers.Layers));
        }
        else if (_info.Format == TorrentFormat.Hybrid && !_sessions.All.Any(session => session.SpeaksV2 && !session.IsClosing))
        {
            _found.TrySetResult(_info);
        }
    }

    private void AskAll(TimeSpan now)
    {
        foreach (var session in _sessions.All)
        {
            Ask(session, now);
        }

        CompleteIfWhole();
    }

    private void Ask(PeerSession session, TimeSpan now)
    {
        if (session.IsClosing)
        {
            return;
        }

        while (_info is null && _metadata.TryNext(session.Key, now, out var piece))
        {
            Send(session, new MetadataMessage(MetadataMessageKind.Request, piece));
        }

        while (_layers is not null && session.SpeaksV2 && _layers.TryNext(session.Key, now, out var request))
        {
            session.Outgoing.Add(request, static (output, asked) => PeerMessageWriter.WriteHashRequest(output, asked));
        }
    }

    private static void Send(PeerSession session, MetadataMessage message) =>
        session.Outgoing.Add((session.MetadataId, message), static (output, sent) => PeerMessageWriter.WriteExtended(output, sent.MetadataId, sent.message.ToBytes()));
}
