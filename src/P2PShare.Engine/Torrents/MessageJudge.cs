using System.Buffers.Binary;
using P2PShare.Engine.Metadata;
using P2PShare.Engine.Peers;
using P2PShare.Engine.Pieces;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Pieces;

namespace P2PShare.Engine.Torrents;

/// <summary>
/// Says what the messages of a peer mean for its session: what is allowed when, and which half of the torrent deals with it.
/// Only under the swarm's lock. Blocks and hashes do not come here.
/// </summary>
internal sealed class MessageJudge(
    TorrentMetainfo metainfo, PiecePicker picker, Downloader downloader, Uploader uploader, HashServer hashes, MetadataServer metadata, SwarmExchange? exchange)
{
    /// <summary>How often a peer may get all pieces within a session: having lost one each time costs us time that grows with their number.</summary>
    private const int MaxCompletions = 100;

    private int PieceCount => metainfo.Geometry.PieceCount;

    /// <summary>What a session begins with: extensions, what we have, what is given even to the choked.</summary>
    public void Greet(PeerSession session, bool isGivingOnly, int listenPort)
    {
        Introduce(session, isGivingOnly, listenPort);
        if (session.SupportsFast && picker.Have.IsFull)
        {
            session.Outgoing.Add(0, static (output, _) => PeerMessageWriter.WriteHaveAll(output));
        }
        else if (session.SupportsFast && picker.Have.IsEmpty)
        {
            session.Outgoing.Add(0, static (output, _) => PeerMessageWriter.WriteHaveNone(output));
        }
        else if (!picker.Have.IsEmpty)
        {
            session.Outgoing.Add(picker.Have.ToBytes(), static (output, bits) => PeerMessageWriter.WriteBitfield(output, bits));
        }

        if (session.SupportsFast && !picker.Have.IsEmpty)
        {
            session.GrantedFast = new AllowedFastSet(session.Connection.RemoteEndPoint.Address, metainfo.InfoHashes.Primary, PieceCount, metainfo.Geometry.PieceLength);
            foreach (var piece in session.GrantedFast.Pieces)
            {
                session.Outgoing.Add(piece, PeerMessageWriter.WriteAllowedFast);
            }
        }
    }

    /// <summary>The extension handshake, at the start and again when something in it changes. BEP 10.</summary>
    public void Introduce(PeerSession session, bool isGivingOnly, int listenPort) =>
        Introductions.Introduce(session, isGivingOnly, listenPort, metainfo.InfoBytes.Length, exchange is not null);

    /// <summary>Deals with a message.</summary>
    public void Judge(PeerSession session, in IncomingMessage message, TimeSpan now)
    {
        switch (message.Kind)
        {
            case IncomingKind.Choke:
                session.PeerChoking = true;
                downloader.OnChoked(session);

                break;
            case IncomingKind.Unchoke:
                session.PeerChoking = false;
                break;
            case IncomingKind.Interested:
                Uploader.OnInterested(session, now);
                break;
            case IncomingKind.NotInterested:
                session.PeerInterested = false;
                break;
            case IncomingKind.Request:
                uploader.OnRequest(session, message.Piece, message.Begin, message.Length);
                break;
            case IncomingKind.Cancel:
                Uploader.OnCancel(session, message.Piece, message.Begin, message.Length);
                break;
            case IncomingKind.Reject:
                downloader.OnReject(session, message, now);
                break;
            case IncomingKind.Extended:
                OnExtended(session, (byte)message.Piece, message.Payload, now);
                break;
            case IncomingKind.HashRequest:
                hashes.OnRequest(session, message.Hashes!.Request);
                break;
            default:
                OnPieces(session, message);
                break;
        }
    }

    /// <summary>Tells a peer whether we want something of it, when that has changed.</summary>
    public static void SetInterest(PeerSession session, bool isInterested)
    {
        if (session.AmInterested == isInterested)
        {
            return;
        }

        session.AmInterested = isInterested;
        session.Outgoing.Add(isInterested, static (output, interested) =>
        {
            if (interested)
            {
                PeerMessageWriter.WriteInterested(output);
            }
            else
            {
                PeerMessageWriter.WriteNotInterested(output);
            }
        });
    }

    /// <summary>A block that was asked of several has come from another.</summary>
    public void SendCancel(PeerSession session, in IncomingMessage block)
    {
        session.Outgoing.Add(new BlockRange((int)block.Piece, (int)block.Begin, (int)block.Length), PeerMessageWriter.WriteCancel);
        session.Outstanding = picker.OutstandingOf(session.Key);
    }

    /// <summary>A piece that we said we have is gone. BEP 54.</summary>
    public static void TellLost(PeerSession session, int piece)
    {
        if (session.DontHaveId != 0)
        {
            session.Outgoing.Add((session.DontHaveId, piece), static (output, lost) =>
            {
                Span<byte> payload = stackalloc byte[sizeof(int)];
                BinaryPrimitives.WriteInt32BigEndian(payload, lost.piece);
                PeerMessageWriter.WriteExtended(output, lost.DontHaveId, payload);
            });
        }
    }

    /// <summary>Messages that say which pieces the peer has, offers or lets us have.</summary>
    private void OnPieces(PeerSession session, in IncomingMessage message)
    {
        var isFastOnly = message.Kind is IncomingKind.HaveAll or IncomingKind.HaveNone or IncomingKind.Suggest or IncomingKind.AllowedFast;
        var isWholeState = message.Kind is IncomingKind.Bitfield or IncomingKind.HaveAll or IncomingKind.HaveNone;
        if ((isFastOnly && !session.SupportsFast)
            || (!isWholeState && message.Piece >= (uint)PieceCount))
        {
            session.Close(CloseReason.ProtocolBroken);
            return;
        }

        // BEP 3 wants a bitfield first or never; aria2 sends one, or `have all`, at any time in place of many haves. Nobody takes all back.
        switch (message.Kind)
        {
            case IncomingKind.Have:
                picker.PeerHas(session.Key, (int)message.Piece);
                break;
            case IncomingKind.Bitfield when Bitfield.TryRead(message.Payload, PieceCount, out var pieces):
                picker.PeerHas(session.Key, pieces);
                break;
            case IncomingKind.Bitfield:
                session.Close(CloseReason.ProtocolBroken);
                break;
            case IncomingKind.HaveNone when picker.PieceCountOf(session.Key) > 0:
                session.Close(CloseReason.ProtocolBroken);
                break;
            case IncomingKind.HaveAll when !picker.IsSeed(session.Key) && ++session.Completions > MaxCompletions:
                session.Close(CloseReason.ProtocolBroken);
                break;
            case IncomingKind.HaveAll:
                picker.PeerHasAll(session.Key);
                break;
            case IncomingKind.Suggest:
                picker.PeerSuggests(session.Key, (int)message.Piece);
                break;
            case IncomingKind.AllowedFast:
                picker.PeerAllowsFast(session.Key, (int)message.Piece);
                break;
        }
    }

    private void OnExtended(PeerSession session, byte id, byte[]? payload, TimeSpan now)
    {
        switch (id)
        {
            case 0:
                Introductions.Take(session, payload);
                if (exchange is not null)
                {
                    SwarmExchange.OnIntroduction(session, session.PeerExchangeId, now);
                }

                break;
            case Introductions.MetadataId:
                metadata.OnMessage(session, payload);
                break;
            case Introductions.DontHaveId when DontHaveMessage.TryRead(payload, out var lost) && lost.Piece < (uint)PieceCount:
                picker.PeerLost(session.Key, (int)lost.Piece);
                break;
            case Introductions.UploadOnlyId when UploadOnlyMessage.TryRead(payload, out var only):
                session.IsUploadOnly = only.IsUploadOnly;
                break;
            case Introductions.PeerExchangeId:
                exchange?.OnMessage(session, payload, now);
                break;
        }
    }
}
