using System.Net;
using System.Text.Json;
using P2PShare.Interop.Tests.Infrastructure;
using P2PShare.Protocol.Metainfo;

namespace P2PShare.Interop.Tests.Clients;

/// <summary>libtorrent as a node of the DHT, on loopback.</summary>
internal sealed class LibtorrentDhtNode : IAsyncDisposable
{
    private static readonly string Script = Path.Combine(AppContext.BaseDirectory, "Clients", "libtorrent_dht.py");

    private readonly ProgramProcess _process;

    private LibtorrentDhtNode(ProgramProcess process) => _process = process;

    public IPEndPoint EndPoint { get; private set; } = new(IPAddress.Loopback, 0);

    /// <summary>Starts it.</summary>
    /// <param name="router">The node that it joins by; null for none.</param>
    /// <param name="announce">The torrent that it announces, at the port of its node, over and over.</param>
    /// <param name="find">What it looks for, over and over.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public static async Task<LibtorrentDhtNode> StartAsync(
        IPEndPoint? router, Sha1Hash? announce, Sha1Hash? find, CancellationToken cancellationToken)
    {
        List<string> arguments = [Script, "127.0.0.1"];
        if (router is not null)
        {
            arguments.AddRange(["--router", $"{router}"]);
        }

        if (announce is { } torrent)
        {
            arguments.AddRange(["--announce", $"{torrent}"]);
        }

        if (find is { } wanted)
        {
            arguments.AddRange(["--find", $"{wanted}"]);
        }

        var node = new LibtorrentDhtNode(ProgramProcess.Start("libtorrent", Machine.SystemPython, arguments));
        await node._process.WaitForLineAsync(static line => line.Contains("listening", StringComparison.Ordinal), cancellationToken);
        var said = node._process.Lines.First(static line => line.Contains("listening", StringComparison.Ordinal));
        node.EndPoint = new IPEndPoint(IPAddress.Loopback, JsonDocument.Parse(said).RootElement.GetProperty("listening").GetInt32());
        return node;
    }

    /// <summary>Waits until it has found a peer.</summary>
    public Task WaitForPeerAsync(IPEndPoint peer, CancellationToken cancellationToken) =>
        _process.WaitForLineAsync(line => line.Contains($"\"{peer}\"", StringComparison.Ordinal), cancellationToken);

    public ValueTask DisposeAsync() => _process.DisposeAsync();
}
