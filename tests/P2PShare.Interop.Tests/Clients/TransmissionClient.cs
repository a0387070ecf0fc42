using System.Text.Json.Nodes;
using P2PShare.Interop.Tests.Infrastructure;

namespace P2PShare.Interop.Tests.Clients;

/// <summary><c>transmission-daemon</c>, steered by its RPC. Version 3 knows v1 only. Cannot be told of peers.</summary>
internal sealed class TransmissionClient(PeerSettings? settings = null) : IPeerProgram
{
    private readonly PeerSettings _settings = settings ?? new PeerSettings();

    public string Name => "Transmission";

    /// <summary>Version 3 leaves them out.</summary>
    public bool MakesEmptyFiles => false;

    public Task<IPeer> SeedAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken) =>
        StartAsync(place, torrent, contentDirectory, cancellationToken);

    public Task<IPeer> LeechAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken) =>
        StartAsync(place, torrent, contentDirectory, cancellationToken);

    private async Task<IPeer> StartAsync(PeerPlace place, string torrent, string contentDirectory, CancellationToken cancellationToken)
    {
        var address = place.Address.ToString();
        var rpcPort = place.Network.FreePort(place.Address);
        var file = new JsonObject
        {
            ["bind-address-ipv4"] = address,
            ["rpc-bind-address"] = address,
            ["rpc-port"] = rpcPort,
            ["rpc-whitelist-enabled"] = false,
            ["rpc-host-whitelist-enabled"] = false,
            ["peer-port"] = place.EndPoint.Port,
            ["peer-port-random-on-start"] = false,
            ["port-forwarding-enabled"] = false,
            ["dht-enabled"] = _settings.DhtNode is not null,
            ["lpd-enabled"] = _settings.Local,
            ["pex-enabled"] = _settings.Exchange,
            ["utp-enabled"] = false,
            ["encryption"] = 0,
            ["download-dir"] = contentDirectory,
            ["incomplete-dir-enabled"] = false,
            ["rename-partial-files"] = false,
            ["ratio-limit-enabled"] = false,
            ["idle-seeding-limit-enabled"] = false,
            ["speed-limit-up-enabled"] = _settings.IsSlow,
            ["speed-limit-up"] = PeerSettings.SlowRate / 1_000,
            ["speed-limit-down-enabled"] = _settings.IsSlow,
            ["speed-limit-down"] = PeerSettings.SlowRate / 1_000,
        };
        if (_settings.DhtNode is { } node)
        {
            await File.WriteAllTextAsync(Path.Combine(place.Folder, "dht.bootstrap"), $"{node.Address} {node.Port}\n", cancellationToken);
        }

        await File.WriteAllTextAsync(Path.Combine(place.Folder, "settings.json"), file.ToJsonString(), cancellationToken);
        var process = ProgramProcess.Start(
            "Transmission", "transmission-daemon", ["--foreground", "--config-dir", place.Folder], place.Network, workingDirectory: place.Folder);
        var peer = new Peer(process, new TransmissionRpc(place.Network, new Uri($"http://{address}:{rpcPort}/transmission/rpc")));
        try
        {
            await peer.AddAsync(torrent, contentDirectory, cancellationToken);
            return peer;
        }
        catch
        {
            await peer.DisposeAsync();
            throw;
        }
    }

    private sealed class Peer(ProgramProcess process, TransmissionRpc rpc) : IPeer
    {
        // TR_STATUS_CHECK_WAIT and TR_STATUS_CHECK.
        private static readonly int[] Checking = [1, 2];

        public ProgramProcess Process => process;

        public async Task AddAsync(string torrent, string contentDirectory, CancellationToken cancellationToken)
        {
            await PollAsync(() => rpc.IsUpAsync(cancellationToken), cancellationToken);
            await rpc.CallAsync("torrent-add", new JsonObject { ["filename"] = torrent, ["download-dir"] = contentDirectory }, cancellationToken);
        }

        public Task WaitUntilCompleteAsync(CancellationToken cancellationToken) =>
            PollAsync(() => IsCompleteAsync(cancellationToken), cancellationToken);

        public async ValueTask DisposeAsync()
        {
            rpc.Dispose();
            await process.DisposeAsync();
        }

        private async Task<bool> IsCompleteAsync(CancellationToken cancellationToken)
        {
            var fields = new JsonArray("status", "leftUntilDone", "totalSize", "error", "errorString");
            var answer = await rpc.CallAsync("torrent-get", new JsonObject { ["fields"] = fields }, cancellationToken);
            var torrent = answer["torrents"]![0]!;
            // 1 and 2 are what a tracker said; 3 is an error of its own, which ends the torrent.
            if ((int)torrent["error"]! == 3)
            {
                throw new InvalidOperationException($"Transmission: {torrent["errorString"]}");
            }

            return (long)torrent["leftUntilDone"]! == 0 && (long)torrent["totalSize"]! > 0 && !Checking.Contains((int)torrent["status"]!);
        }

        /// <summary>Its RPC tells nothing by itself: it has to be asked again and again.</summary>
        private async Task PollAsync(Func<Task<bool>> isSo, CancellationToken cancellationToken)
        {
            while (!await isSo())
            {
                if (process.HasExited)
                {
                    throw new InvalidOperationException($"Transmission ended:\n{process.Output}");
                }

                await Task.Delay(50, cancellationToken);
            }
        }
    }
}
