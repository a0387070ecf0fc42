using System.Net;
using System.Security.Cryptography;
using System.Text;
using P2PShare.Protocol.Metainfo;
using P2PShare.Protocol.PeerWire;
using P2PShare.Protocol.Trackers;
using P2PShare.Tracker.Peers;

namespace P2PShare.Tracker.Tests;

/// <summary>Values for tests in which it does not matter which.</summary>
internal static class Some
{
    public static Sha1Hash InfoHash(int number = 1) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"torrent {number}")).AsSpan(0, 20));

    public static PeerId PeerId(int number = 1) => new(SHA256.HashData(Encoding.UTF8.GetBytes($"peer {number}")).AsSpan(0, 20));

    public static IPEndPoint EndPoint(string text) => IPEndPoint.Parse(text);

    /// <summary>A leecher's announce, with its port for a name.</summary>
    public static AnnounceRequest Request(int port = 6881, int infoHash = 1, long left = 1) => new()
    {
        InfoHash = InfoHash(infoHash),
        PeerId = PeerId(port),
        Port = port,
        Left = left,
    };

    /// <summary>An announce as the table takes it.</summary>
    public static Announcement Announcement(string endPoint, bool isSeed = false, AnnounceEvent @event = AnnounceEvent.None, int wanted = 50, int infoHash = 1) => new()
    {
        InfoHash = InfoHash(infoHash),
        PeerId = PeerId(EndPoint(endPoint).Port),
        EndPoint = EndPoint(endPoint),
        IsSeed = isSeed,
        Event = @event,
        Wanted = wanted,
    };

    /// <summary>The peers of a selection, as text.</summary>
    public static IReadOnlyList<string> PeersOf(Selection selection)
    {
        var peers = new List<IPEndPoint>();
        CompactPeers.Read(selection.IPv4, CompactPeers.IPv4Size, peers, int.MaxValue);
        CompactPeers.Read(selection.IPv6, CompactPeers.IPv6Size, peers, int.MaxValue);
        return [.. peers.Select(static peer => peer.ToString())];
    }
}
