using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Security.Cryptography;
using P2PShare.Net.Transport;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Engine.Peers;

/// <summary>Which pieces we give a peer even while we choke it, and how much of them. BEP 6, "Allowed Fast Set Generation".</summary>
internal sealed class AllowedFastSet
{
    /// <summary>How many pieces. BEP 6 names 10.</summary>
    public const int DefaultCount = 10;

    private readonly Dictionary<int, long> _bytesLeft;

    /// <summary>The set of one peer.</summary>
    /// <param name="peer">Its address.</param>
    /// <param name="infoHash">The torrent; for v2 the shortened hash that the wire uses.</param>
    /// <param name="pieceCount">Pieces in the torrent.</param>
    /// <param name="pieceLength">Bytes of a piece: each is given at most once.</param>
    /// <param name="count">How many pieces at most.</param>
    public AllowedFastSet(IPAddress peer, Sha1Hash infoHash, int pieceCount, int pieceLength, int count = DefaultCount)
    {
        Pieces = Generate(peer, infoHash, pieceCount, count);
        _bytesLeft = Pieces.ToDictionary(piece => piece, _ => (long)pieceLength);
    }

    /// <summary>The pieces, in the order of their generation.</summary>
    public IReadOnlyList<int> Pieces { get; }

    /// <summary>Whether a request from the peer while it is choked is served; if so, it is counted. A piece is served once: who asks again has had it.</summary>
    /// <param name="piece">Which piece.</param>
    /// <param name="length">Bytes asked for, more than 0.</param>
    /// <param name="peerPieceCount">How many pieces the peer has: one with more than the set has no need of it.</param>
    public bool TryServe(int piece, int length, int peerPieceCount)
    {
        if (peerPieceCount > Pieces.Count || !_bytesLeft.TryGetValue(piece, out var left) || left < length)
        {
            return false;
        }

        _bytesLeft[piece] = left - length;
        return true;
    }

    [SuppressMessage("Security", "CA5350", Justification = "BEP 6 generates the set by SHA-1; it keeps no secret.")]
    private static List<int> Generate(IPAddress peer, Sha1Hash infoHash, int pieceCount, int count)
    {
        var wanted = Math.Min(count, pieceCount);
        var pieces = new List<int>(wanted);
        Span<byte> hash = stackalloc byte[SHA1.HashSizeInBytes];
        First(peer, infoHash, hash);
        while (pieces.Count < wanted)
        {
            for (var i = 0; i < SHA1.HashSizeInBytes && pieces.Count < wanted; i += sizeof(uint))
            {
                var piece = (int)(BinaryPrimitives.ReadUInt32BigEndian(hash[i..]) % (uint)pieceCount);
                if (!pieces.Contains(piece))
                {
                    pieces.Add(piece);
                }
            }

            _ = SHA1.HashData(hash, hash);
        }

        return pieces;
    }

    // Addresses of one network (IPv4: /24; IPv6, of which the BEP says nothing: /64) share one set.
    [SuppressMessage("Security", "CA5350", Justification = "BEP 6 generates the set by SHA-1; it keeps no secret.")]
    private static void First(IPAddress peer, Sha1Hash infoHash, Span<byte> hash)
    {
        var address = peer.Unmap().GetAddressBytes();
        var network = peer.Unmap().IsIPv4() ? 4 : 8;
        if (network == 4)
        {
            address[3] = 0;
        }

        Span<byte> seed = stackalloc byte[8 + Sha1Hash.Size];
        address.AsSpan(0, network).CopyTo(seed);
        infoHash.CopyTo(seed[network..]);
        _ = SHA1.HashData(seed[..(network + Sha1Hash.Size)], hash);
    }
}
