using System.Net;
using P2PShare.Net.Transport;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>A peer that we are connected to: what both sides have said. Decides nothing; the torrent that owns it does.</summary>
internal sealed class PeerSession(PeerKey key, IConnection connection, Handshake greeting, bool isIncoming, bool speaksV2, int? pieceCount)
{
    /// <summary>Peers say something at least every two minutes. BEP 3.</summary>
    private static readonly TimeSpan SilenceLimit = TimeSpan.FromSeconds(140);

    private static readonly TimeSpan KeepAliveInterval = TimeSpan.FromSeconds(100);

    private readonly CancellationTokenSource _closing = new();
    private TimeSpan _keptAliveAt;
    private bool _isListenEndPointNew;
    private Task _closed = Task.CompletedTask;
    private bool _isClosing;
    private int _outstanding;

    /// <summary>Its number within the torrent; used again once it has ended.</summary>
    public PeerKey Key { get; } = key;

    /// <summary>Owned by the session's run.</summary>
    public IConnection Connection { get; } = connection;

    /// <summary>How the peer names itself.</summary>
    public PeerId PeerId { get; } = greeting.PeerId;

    /// <summary>Whether the peer came to us; then its port is not where it listens.</summary>
    public bool IsIncoming { get; } = isIncoming;

    /// <summary>BEP 6.</summary>
    public bool SupportsFast { get; } = greeting.Features.HasFlag(HandshakeFeatures.Fast);

    /// <summary>BEP 10.</summary>
    public bool SupportsExtensions { get; } = greeting.Features.HasFlag(HandshakeFeatures.Extensions);

    /// <summary>Whether it has a DHT node. BEP 5.</summary>
    public bool SupportsDht { get; } = greeting.Features.HasFlag(HandshakeFeatures.Dht);

    /// <summary>Whether the messages of BEP 52 may be sent.</summary>
    public bool SpeaksV2 { get; } = speaksV2;

    /// <summary>Longest bitfield that the peer may send.</summary>
    public int MaxBitfieldLength { get; } = pieceCount is { } count ? (count + 7) / 8 : PeerMessageReader.MaxBitfieldLength;

    /// <summary>What waits to be sent.</summary>
    public OutgoingMessages Outgoing { get; } = new();

    /// <summary>Whether the peer takes what it is sent.</summary>
    public SendWatch Sends { get; } = new();

    /// <summary>Ends both loops.</summary>
    public CancellationToken Closing => _closing.Token;

    /// <summary>Whether <see cref="Close"/> was called.</summary>
    public bool IsClosing => Volatile.Read(ref _isClosing);

    /// <summary>Whether a receive buffer is worth keeping, since blocks are on their way.</summary>
    public bool ExpectsBlocks => Volatile.Read(ref _outstanding) > 0;

    // Below: only under the owner's lock.

    /// <summary>We serve the peer nothing.</summary>
    public bool AmChoking { get; set; } = true;

    /// <summary>We want something of the peer.</summary>
    public bool AmInterested { get; set; }

    /// <summary>The peer serves us nothing.</summary>
    public bool PeerChoking { get; set; } = true;

    /// <summary>The peer wants something of us.</summary>
    public bool PeerInterested { get; set; }

    /// <summary>The peer downloads nothing more. BEP 21.</summary>
    public bool IsUploadOnly { get; set; }

    /// <summary>The id under which the peer wants <c>lt_donthave</c>; 0 when it does not. BEP 54.</summary>
    public byte DontHaveId { get; set; }

    /// <summary>What it and we tell each other of peers; null before either has said a word of that. BEP 11.</summary>
    public PeerCorrespondence? Exchange { get; set; }

    /// <summary>The id under which the peer wants <c>ut_metadata</c>; 0 when it does not. BEP 9.</summary>
    public byte MetadataId { get; set; }

    /// <summary>The id under which the peer wants <c>ut_pex</c>; 0 when it does not. BEP 11.</summary>
    public byte PeerExchangeId { get; set; }

    /// <summary>Bytes of the info dictionary, as the peer says; null when it has none. BEP 9.</summary>
    public long? MetadataSize { get; set; }

    /// <summary>Parts of the info dictionary that it has been given. BEP 9.</summary>
    public int MetadataServed { get; set; }

    /// <summary>Whether it has said where its DHT node is asked.</summary>
    public bool HasNamedNode { get; set; }

    /// <summary>Extension handshakes that it has sent. BEP 10.</summary>
    public int Introductions { get; set; }

    /// <summary>How often it has said to have all, when it had not. BEP 6.</summary>
    public int Completions { get; set; }

    /// <summary>The program it runs, as it says.</summary>
    public string? Client { get; set; }

    /// <summary>The address under which it is known among those to connect to; null for one that came to us and has not said where it listens.</summary>
    public IPEndPoint? BookEndPoint { get; private set; } = isIncoming ? null : connection.RemoteEndPoint;

    /// <summary>How many requests to keep with the peer.</summary>
    public RequestPipeline Pipeline { get; } = new();

    /// <summary>What went to and fro.</summary>
    public TransferCounters Counters { get; } = new();

    /// <summary>What the peer may ask for while we choke it; null without BEP 6.</summary>
    public AllowedFastSet? GrantedFast { get; set; }

    /// <summary>Bytes of blocks that nobody asked the peer for.</summary>
    public long UnrequestedBytes { get; set; }

    /// <summary>When something was last received.</summary>
    public TimeSpan LastReceived { get; set; }

    /// <summary>When the session began.</summary>
    public required TimeSpan Began { get; init; }

    /// <summary>When content last went either way, or else when it began.</summary>
    public TimeSpan LastUse => TimeSpan.FromTicks(Math.Max(Began.Ticks, Math.Max(Counters.LastDownload?.Ticks ?? 0, Counters.LastUpload?.Ticks ?? 0)));

    /// <summary>When we last choked or unchoked the peer; null for never.</summary>
    public TimeSpan? ChokeChangedAt { get; set; }

    /// <summary>Why it ends; the first reason counts.</summary>
    public CloseReason Reason { get; private set; }

    /// <summary>Requests at the peer that are not answered yet.</summary>
    public int Outstanding
    {
        get => _outstanding;
        set => Volatile.Write(ref _outstanding, value);
    }

    /// <summary>The peer has said where it listens; the first word counts.</summary>
    public void LearnListenEndPoint(IPEndPoint listens)
    {
        if (BookEndPoint is null)
        {
            BookEndPoint = listens;
            _isListenEndPointNew = true;
        }
    }

    /// <summary>Where the peer listens, once, after it has said so.</summary>
    public IPEndPoint? TakeListenEndPoint()
    {
        var isNew = _isListenEndPointNew;
        _isListenEndPointNew = false;
        return isNew ? BookEndPoint : null;
    }

    /// <summary>Whether nothing was heard for too long.</summary>
    public bool IsSilent(TimeSpan now) => now - LastReceived > SilenceLimit;

    /// <summary>Says that we are still here, when it is time.</summary>
    public void KeepAlive(TimeSpan now)
    {
        if (now - _keptAliveAt >= KeepAliveInterval)
        {
            _keptAliveAt = now;
            Outgoing.Add(0, static (output, _) => PeerMessageWriter.WriteKeepAlive(output));
        }
    }

    /// <summary>Begins the session's end: its loops return and it is taken out of the torrent. Only under the owner's lock; the first reason counts.</summary>
    public void Close(CloseReason reason)
    {
        if (_isClosing)
        {
            return;
        }

        Reason = reason;
        Volatile.Write(ref _isClosing, true);

        // Elsewhere: what a cancelled wait goes on with must not run here, under the owner's lock.
        _closed = Task.Run(() =>
        {
            _closing.Cancel();
            Outgoing.End();
            Connection.Abort();
        });
    }

    /// <summary>Completes when <see cref="Close"/> has taken effect; then the session's resources are given back.</summary>
    public async Task FinishAsync()
    {
        await _closed;
        await Connection.DisposeAsync();
        _closing.Dispose();
    }
}
