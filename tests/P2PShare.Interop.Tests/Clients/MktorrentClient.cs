using System.Numerics;
using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary><c>mktorrent</c>: makes v1 torrents.</summary>
internal static class MktorrentClient
{
    /// <summary>Makes a v1 torrent; the piece length is a power of two.</summary>
    public static Task CreateAsync(string source, string torrent, int pieceLength, string tracker, CancellationToken cancellationToken) =>
        ProgramProcess.RunAsync("mktorrent", ["-a", tracker, "-l", $"{BitOperations.Log2((uint)pieceLength)}", "-o", torrent, source], cancellationToken);
}
