using System.Net;
using P2PShare.Cli.Inputs;
using P2PShare.Net.Transport;

namespace P2PShare.Cli.Transfers;

/// <summary>Finds the addresses of peers that were named.</summary>
internal static class PeerNames
{
    /// <summary>All addresses of all of them; who cannot be found is warned of.</summary>
    public static async Task<IReadOnlyList<IPEndPoint>> ResolveAsync(
        CommandContext context, IReadOnlyList<HostPort> peers, Action<string> warn, CancellationToken cancellationToken)
    {
        var all = new List<IPEndPoint>();
        foreach (var peer in peers)
        {
            try
            {
                var addresses = IPAddress.TryParse(peer.Host, out var address) ? [address] : await context.Services.Resolve(peer.Host, cancellationToken);
                all.AddRange(addresses.Select(each => new IPEndPoint(each, peer.Port)));
            }
            catch (NetException exception)
            {
                warn($"peer `{peer}` cannot be found: {exception.Message}");
            }
        }

        return all;
    }
}
