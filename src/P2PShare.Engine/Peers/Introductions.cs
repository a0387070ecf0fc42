using System.Net;
using P2PShare.Protocol.PeerWire;

namespace P2PShare.Engine.Peers;

/// <summary>Extension handshakes (BEP 10): what we say of ourselves, and what a peer's means for its session. Only under the session owner's lock.</summary>
internal static class Introductions
{
    /// <summary>Our id of <c>lt_donthave</c>. BEP 54.</summary>
    public const byte DontHaveId = 1;

    /// <summary>Our id of <c>upload_only</c>. BEP 21.</summary>
    public const byte UploadOnlyId = 2;

    /// <summary>Our id of <c>ut_metadata</c>. BEP 9.</summary>
    public const byte MetadataId = 3;

    /// <summary>Our id of <c>ut_pex</c>. BEP 11.</summary>
    public const byte PeerExchangeId = 4;

    /// <summary>Extension handshakes of one session: a peer says anew what has changed, which is seldom. More end the session.</summary>
    private const int MaxIntroductions = 100;

    private static readonly Dictionary<string, byte> OurExtensions = new(StringComparer.Ordinal)
    {
        [ExtensionNames.DontHave] = DontHaveId,
        [ExtensionNames.UploadOnly] = UploadOnlyId,
        [ExtensionNames.Metadata] = MetadataId,
    };

    private static readonly Dictionary<string, byte> OurExtensionsWithExchange = new(OurExtensions, StringComparer.Ordinal)
    {
        [ExtensionNames.PeerExchange] = PeerExchangeId,
    };

    private static string ClientName { get; } = $"p2pshare {typeof(Introductions).Assembly.GetName().Version?.ToString(3)}";

    /// <summary>Says who we are, at the start and again when something in it changes.</summary>
    /// <param name="session">To whom.</param>
    /// <param name="isUploadOnly">Whether we want nothing. BEP 21.</param>
    /// <param name="listenPort">Where we listen; 0 for nowhere.</param>
    /// <param name="metadataSize">Bytes of the info dictionary; null where we have none yet. BEP 9.</param>
    /// <param name="exchangesPeers">Whether other peers are spoken of. BEP 11.</param>
    public static void Introduce(PeerSession session, bool isUploadOnly, int listenPort, int? metadataSize, bool exchangesPeers)
    {
        if (!session.SupportsExtensions)
        {
            return;
        }

        var introduction = new ExtensionHandshake
        {
            Messages = exchangesPeers ? OurExtensionsWithExchange : OurExtensions,
            Port = listenPort == 0 ? null : listenPort,
            Client = ClientName,
            RequestQueue = OutgoingMessages.MaxQueuedBlocks,
            YourIp = session.Connection.RemoteEndPoint.Address,
            UploadOnly = isUploadOnly,
            MetadataSize = metadataSize,
        };
        session.Outgoing.Add(introduction.ToBytes(), static (output, payload) => PeerMessageWriter.WriteExtended(output, 0, payload));
    }

    /// <summary>Takes what a peer says of itself; ends the session when it is nonsense or comes too often.</summary>
    public static void Take(PeerSession session, byte[]? payload)
    {
        if (++session.Introductions > MaxIntroductions || !ExtensionHandshake.TryRead(payload, out var introduction))
        {
            session.Close(CloseReason.ProtocolBroken);
            return;
        }

        session.DontHaveId = introduction.Messages.GetValueOrDefault(ExtensionNames.DontHave);
        session.MetadataId = introduction.Messages.GetValueOrDefault(ExtensionNames.Metadata);
        session.PeerExchangeId = introduction.Messages.GetValueOrDefault(ExtensionNames.PeerExchange);
        session.MetadataSize = introduction.MetadataSize;
        session.IsUploadOnly = introduction.UploadOnly;
        session.Client = introduction.Client;
        if (introduction.RequestQueue is { } limit)
        {
            session.Pipeline.Limit = limit;
        }

        if (introduction.Port is { } port && session.IsIncoming)
        {
            session.LearnListenEndPoint(new IPEndPoint(session.Connection.RemoteEndPoint.Address, port));
        }
    }
}
