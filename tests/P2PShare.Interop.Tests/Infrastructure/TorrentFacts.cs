using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace P2PShare.Interop.Tests.Infrastructure;

/// <summary>Reads of a torrent what the harness must know, without the code that is under test.</summary>
internal static class TorrentFacts
{
    private const int TrackerHashLength = 20;

    /// <summary>The hashes that this torrent may be announced with: SHA-1 of the info dictionary, and SHA-256 cut to 20 bytes.</summary>
    [SuppressMessage("Security", "CA5350", Justification = "The info-hash of BEP 3 is SHA-1.")]
    public static IReadOnlyList<byte[]> ReadTrackerHashes(string torrent)
    {
        var info = FindInfo(File.ReadAllBytes(torrent));
        return [SHA1.HashData(info), SHA256.HashData(info)[..TrackerHashLength]];
    }

    private static ReadOnlySpan<byte> FindInfo(ReadOnlySpan<byte> torrent)
    {
        for (var position = 1; torrent[position] != (byte)'e';)
        {
            var key = position;
            position = End(torrent, position);
            var value = position;
            position = End(torrent, position);
            if (torrent[key..value].SequenceEqual("4:info"u8))
            {
                return torrent[value..position];
            }
        }

        throw new InvalidDataException("no info dictionary");
    }

    /// <summary>Where the value that begins here ends. The torrents are our own: nothing hostile is expected.</summary>
    private static int End(ReadOnlySpan<byte> bytes, int start)
    {
        switch ((char)bytes[start])
        {
            case 'i':
                return start + bytes[start..].IndexOf((byte)'e') + 1;
            case 'd' or 'l':
                var position = start + 1;
                while (bytes[position] != (byte)'e')
                {
                    position = End(bytes, position);
                }

                return position + 1;
            default:
                var colon = start + bytes[start..].IndexOf((byte)':');
                return colon + 1 + int.Parse(bytes[start..colon]);
        }
    }
}
